import { type DynamicModule, Global, Module } from '@nestjs/common';

import { Settings } from './settings.js';

/** Makes the settings injectable everywhere, as `Settings`. */
@Global()
@Module({})
export class SettingsModule {
  /** Provides settings that were read and validated before the application is built. */
  static with(settings: Settings): DynamicModule {
    return { module: SettingsModule, providers: [{ provide: Settings, useValue: settings }], exports: [Settings] };
  }
}
