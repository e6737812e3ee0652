/** Generates docs/report.schema.json, the JSON Schema of report.json. */
import * as z from 'zod';
import { reportSchema } from '../src/report/report-schema';
import { type GeneratedFiles, writeGenerated } from './generated-files';

const sealed = reportSchema.extend({
  sha256: z.string().describe('SHA-256 of all bytes before the last line, in hexadecimal.'),
});

export const generateReportSchema = (): GeneratedFiles => ({
  'docs/report.schema.json': `${JSON.stringify(z.toJSONSchema(sealed), null, 2)}\n`,
});

if (require.main === module) writeGenerated(generateReportSchema());
