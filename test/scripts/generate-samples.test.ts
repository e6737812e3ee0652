import { globSync } from 'tinyglobby';
import { SAMPLES } from '../../scripts/generate-samples';
import { findStale } from '../../scripts/generated-files';
import { ROOT } from '../architecture/source-files';

describe('samples/', () => {
  it('holds what npm run generate:samples writes', () => {
    expect(Object.keys(SAMPLES).length).toBeGreaterThan(1);
    expect(findStale(SAMPLES)).toEqual([]);
  });

  it('holds nothing else', () => {
    expect(globSync('samples/**', { cwd: ROOT }).sort()).toEqual(Object.keys(SAMPLES).sort());
  });
});
