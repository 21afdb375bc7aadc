import { Logger } from '@nestjs/common';

// What services log while they are tested is no news: warnings of faults that a test makes on purpose would flood its
// output. A test of what is logged sets a logger of its own.
if (process.env.TEST_LOGS !== 'true') Logger.overrideLogger(['fatal']);
