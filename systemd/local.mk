# Units; ExecStart needs to know where the daemon was installed.
systemdsystemunit_DATA = systemd/testimonyd.service
dist_systemdsystemunit_DATA = systemd/testimonyd-intake.socket systemd/testimonyd-desk.socket
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
EXTRA_DIST += systemd/testimonyd.service.in systemd/testimonyd.sysusers systemd/testimonyd.tmpfiles
CLEANFILES += systemd/testimonyd.service

systemd/testimonyd.service: systemd/testimonyd.service.in Makefile
	$(AM_V_GEN)mkdir -p systemd && $(SED) -e 's|@sbindir[@]|$(sbindir)|g' \
		$(srcdir)/systemd/testimonyd.service.in >$@

install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(sysusersdir)' '$(DESTDIR)$(tmpfilesdir)'
	$(INSTALL_DATA) $(srcdir)/systemd/testimonyd.sysusers '$(DESTDIR)$(sysusersdir)/testimonyd.conf'
	$(INSTALL_DATA) $(srcdir)/systemd/testimonyd.tmpfiles '$(DESTDIR)$(tmpfilesdir)/testimonyd.conf'

uninstall-local:
	rm -f '$(DESTDIR)$(sysusersdir)/testimonyd.conf' '$(DESTDIR)$(tmpfilesdir)/testimonyd.conf'
