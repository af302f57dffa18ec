# Reads go test -v and prints one line a package, the whole of what failed, and at the
# end every test that was skipped, with its reason.
/^=== (RUN|NAME|CONT|PAUSE)/ { if ($2 == "RUN") said = ""; next }
/^ *--- SKIP/ { skipped[++n] = $3 said; said = ""; next }
/^ *--- FAIL/ { print $0 said; said = ""; next }
/^ *--- PASS/ { said = ""; next }
/^(ok|FAIL|panic:|fatal error:|WARNING: DATA RACE|#)/ { print; if (/^(panic|fatal|WARNING)/) loud = 1; if (/^(ok|FAIL)/) loud = 0; fflush(); next }
/no test files/ { next }
loud { print; next }
{ said = said "\n" $0; if (length(said) > 4000) said = substr(said, length(said) - 4000) }
END {
	if (!n) exit
	print "\nSKIPPED, " n " tests for what this machine lacks:"
	for (i = 1; i <= n; i++) print skipped[i]
}
