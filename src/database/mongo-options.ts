import type { ConnectOptions } from 'mongoose';

import type { Settings } from '../config/settings.js';

/**
 * The connection's options. Reads and writes use majority concern, so that none is lost with a primary. An instance
 * never creates collections or indexes implicitly: during a switch, that must not recreate `products`.
 */
export function mongoOptions(settings: Settings): ConnectOptions {
  return {
    dbName: settings.MONGODB_DATABASE,
    appName: 'catalog-service',
    connectTimeoutMS: settings.MONGO_CONNECT_TIMEOUT_MS,
    heartbeatFrequencyMS: settings.MONGO_HEARTBEAT_MS,
    serverSelectionTimeoutMS: settings.MONGO_SERVER_SELECTION_TIMEOUT_MS,
    waitQueueTimeoutMS: settings.MONGO_SERVER_SELECTION_TIMEOUT_MS,
    socketTimeoutMS: settings.MONGO_SOCKET_TIMEOUT_MS,
    maxPoolSize: settings.MONGO_MAX_POOL_SIZE,
    minPoolSize: settings.MONGO_MIN_POOL_SIZE,
    maxIdleTimeMS: settings.MONGO_MAX_IDLE_MS,
    writeConcern: { w: 'majority' },
    readConcern: { level: 'majority' },
    retryReads: true,
    retryWrites: true,
    monitorCommands: true,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    sanitizeFilter: true,
  };
}
