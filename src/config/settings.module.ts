import { type DynamicModule, Global, Module } from '@nestjs/common';

import { Settings } from './settings.js';

/** Makes the settings injectable everywhere, as `Settings`. */
@Global()
@Module({})
export class SettingsModule {
  /** With settings that were read and checked before the application is built. */
  static with(settings: Settings): DynamicModule {
    return { module: SettingsModule, providers: [{ provide: Settings, useValue: settings }], exports: [Settings] };
  }
}
