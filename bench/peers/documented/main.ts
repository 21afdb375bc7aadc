// The way of the NestJS documentation: Express, hydrated Mongoose documents, DTO classes behind a ValidationPipe, Apollo's
// defaults, the schema from the code.
import 'reflect-metadata';

import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { AppModule } from './app.module.js';

const app = await NestFactory.create(AppModule);
app.useGlobalPipes(new ValidationPipe({ transform: true }));
app.enableShutdownHooks();
await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
