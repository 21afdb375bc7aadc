# syntax=docker/dockerfile:1

# The service, built from its sources. No secret is in the image: settings are environment variables at run time.
FROM node:24-slim AS build
WORKDIR /app
# First what changes seldom, so that packages are fetched again only when the lock file changes.
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-slim
# MALLOC_*: by default glibc keeps freed buffers of some megabytes, of which a migration uses many (docs/migration.md has the numbers).
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=131072 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    HOST=0.0.0.0 \
    PORT=3000 \
    BACKUP_DIR=/var/lib/catalog/backups \
    REPORT_DIR=/var/lib/catalog/reports
# The only folders that the service writes to; a volume on them is theirs as well.
RUN install --directory --owner=node --group=node --mode=0700 /var/lib/catalog/backups /var/lib/catalog/reports \
    && ln -s /app/bin/catalog.mjs /usr/local/bin/catalog
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/bin ./bin
COPY --from=build /app/assets ./assets
COPY --from=build /app/ops ./ops
COPY --from=build /app/docs/clients.md ./docs/clients.md
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000
# Alive, not ready: an instance is not made better by a restart when its database is away.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
