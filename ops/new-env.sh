#!/bin/sh
# Writes .env with new secrets for compose.yaml, and prints the key of the admin API, which is kept nowhere.
set -eu
cd "$(dirname "$0")/.."
if [ -e .env ]; then
  echo 'There is a .env already; the database knows its passwords. Remove it only together with the volumes.' >&2
  exit 1
fi
umask 077
key="gzc_$(openssl rand -hex 32)"
cat > .env <<ENV
MONGODB_KEY=$(openssl rand -hex 256)
MONGODB_ADMIN_PASSWORD=$(openssl rand -hex 24)
CATALOG_PASSWORD=$(openssl rand -hex 24)
ADMIN_API_KEYS=admin:admin:$(printf %s "$key" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
ENV
echo "Admin API key (header X-API-Key): $key"
