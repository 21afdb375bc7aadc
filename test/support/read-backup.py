"""Reads a backup with PyMongo and nothing of the service: python3 read-backup.py <folder of the backup>."""
import gzip
import hashlib
import json
import pathlib
import sys

from bson import raw_bson, json_util

folder = pathlib.Path(sys.argv[1])
manifest = json.loads((folder / "manifest.json").read_text())


def content_of(file):
    packed = (folder / file["path"]).read_bytes()
    content = gzip.decompress(packed)
    matches = (
        len(packed) == file["bytes"]
        and len(content) == file["contentBytes"]
        and hashlib.sha256(packed).hexdigest() == file["sha256"]
        and hashlib.sha256(content).hexdigest() == file["contentSha256"]
    )
    return content, matches


documents, documents_match = content_of(manifest["files"]["documents"])
metadata_text, metadata_match = content_of(manifest["files"]["metadata"])
metadata = json_util.loads(metadata_text)

count = 0
first_fields = 0
position = 0
while position < len(documents):
    length = int.from_bytes(documents[position:position + 4], "little")
    document = raw_bson.RawBSONDocument(documents[position:position + length])
    assert len(document.raw) == length
    first_fields += document.raw[5:8] == b"_id"
    count += 1
    position += length

print(json.dumps({
    "documents": count,
    "hashesMatch": documents_match and metadata_match,
    "collection": metadata["collectionName"],
    "database": manifest["database"],
    "indexes": [index["name"] for index in metadata["indexes"]],
    "firstFields": first_fields,
}))
