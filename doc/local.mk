dist_doc_DATA = README.md NOTICE LICENSE doc/HACKING.md
EXTRA_DIST += doc/changes
