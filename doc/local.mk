dist_doc_DATA = README.md NOTICE LICENSE doc/HACKING.md doc/FORMATS.md doc/PROTOCOL.md
EXTRA_DIST += doc/changes
