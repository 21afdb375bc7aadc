import { Logger } from '@nestjs/common';

// Mutes the services' logs: warnings about deliberate faults would flood the test output. A test of the log sets its
// own logger.
if (process.env.TEST_LOGS !== 'true') Logger.overrideLogger(['fatal']);
