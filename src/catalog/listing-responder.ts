import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestedTime } from '../http/consistency-token.js';
import { classOfListing } from '../query-classes/classify.js';
import { noteQueryClass } from '../query-classes/request-class.js';
import { CatalogService } from './catalog.service.js';
import { sendReady } from './http-answer.js';
import { toReadyAnswer } from './listing-answer.js';
import type { ReadListing } from './listing-request.js';
import { type ReadyAnswer, ReadyAnswers } from './ready-answers.js';

/** Sends listings, whatever route and contract they were requested by, from the cache if possible. */
@Injectable()
export class ListingResponder {
  constructor(
    private readonly catalog: CatalogService,
    private readonly answers: ReadyAnswers,
  ) {}

  /** Sends the page. Calls `read` only if no cached response matches, and throws what it throws. */
  async send(read: ReadListing, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const since = requestedTime(request.headers);
    const kept = this.answers.get(request.url, await this.catalog.revision(since));
    if (kept !== undefined) noteQueryClass(request, kept.queryClass);
    const answer = kept ?? (await this.make(read, request, since));
    await sendReady(request, reply, answer, { freshness: this.catalog.freshness, isForWriter: since !== undefined });
  }

  private async make(read: ReadListing, request: FastifyRequest, since: bigint | undefined): Promise<ReadyAnswer> {
    const { query, fields, meta: further } = read();
    const queryClass = classOfListing(query);
    noteQueryClass(request, queryClass);
    const answer = toReadyAnswer(await this.catalog.list(query, since), {
      url: request.url,
      fields,
      queryClass,
      ...(further === undefined ? {} : { further }),
    });
    this.answers.keep(request.url, answer);
    return answer;
  }
}
