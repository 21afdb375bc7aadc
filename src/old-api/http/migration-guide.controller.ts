import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { NotFoundError } from '../../errors/domain-error.js';
import { Public } from '../../http/public.decorator.js';

const GUIDE = join('docs', 'clients.md');

/** The page that the `Link` header of a deprecated response points to. */
@ApiExcludeController()
@Public()
@Controller('docs/clients')
export class MigrationGuideController {
  private readonly text = readGuide();

  @Get()
  @Header('Content-Type', 'text/markdown; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  guide(): string {
    if (this.text === undefined)
      throw new NotFoundError('The guide is not part of this installation; it is docs/clients.md of the service');
    return this.text;
  }
}

/** The guide is in the folder of package.json, above this file however it was compiled. */
function readGuide(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (folder !== dirname(folder) && !existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  const file = join(folder, GUIDE);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
