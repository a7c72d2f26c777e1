dist_doc_DATA = README.md NOTICE LICENSE doc/HACKING.md doc/FORMATS.md doc/PROTOCOL.md \
	doc/THREAT-MODEL.md doc/COORDINATOR.md
dist_man_MANS = \
	doc/man/testimony-answers.5 \
	doc/man/testimony-campaign.5 \
	doc/man/testimony-desk.1 \
	doc/man/testimony-envelope.5 \
	doc/man/testimony-form.5 \
	doc/man/testimony-keyfiles.5 \
	doc/man/testimony-keys.1 \
	doc/man/testimony-vault.5 \
	doc/man/testimony.1 \
	doc/man/testimonyd.8 \
	doc/man/testimonyd.conf.5
EXTRA_DIST += doc/changes
