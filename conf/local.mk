# Samples: the Worcestershire form, the daemon's configuration.
dist_pkgdata_DATA += conf/form-worcestershire.json
exampledir = $(docdir)/examples
dist_example_DATA = conf/testimonyd.conf
EXTRA_DIST += conf/README.md
