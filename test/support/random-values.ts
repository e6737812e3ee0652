import * as fc from 'fast-check';
import { campaignSize, SEED } from './campaigns';

// Jest runs this file before each test file.
fc.configureGlobal({ seed: SEED, numRuns: campaignSize(1_000) });
