import { createExclusion } from '../../ingest/exclusion';
import { riskAssessor } from '../../rules/assess-risk';
import { readAnyShape } from '../../trail/shapes/read-any-shape';
import { exportEvents } from '../export/export-events';
import { isExportName } from '../export/export-name';
import type { FileReading } from './file-rows';
import { localSettings } from './local-settings';

/** Makes a function that says how to read the events of a file on one machine. */
export function fileReadOptions(): FileReading['toOptions'] {
  const settings = localSettings();
  const classify = { assessRisk: riskAssessor(settings) };
  const exclusion = createExclusion(settings, Date.now());
  const { maximumInflatedBytes } = settings;
  return ({ name, isDelivered }) => ({
    classify,
    exclusion,
    maximumInflatedBytes,
    ...(!isDelivered && { readEvents: readAnyShape }),
    ...(isExportName(name) && exportEvents(classify.assessRisk)),
  });
}
