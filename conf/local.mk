# Samples: the Worcestershire form, the daemon's configuration; completion for bash.
dist_pkgdata_DATA += conf/form-worcestershire.json
exampledir = $(docdir)/examples
dist_example_DATA = conf/nginx-testimony.conf conf/testimonyd.conf conf/torrc-testimony
completiondir = $(datadir)/bash-completion/completions
dist_completion_DATA = \
	conf/completion/testimony \
	conf/completion/testimony-desk \
	conf/completion/testimony-keys \
	conf/completion/testimonyd
EXTRA_DIST += conf/README.md
