# Reads go test -v and prints one line a package, the end of what each failed test said, and
# at the end every test that was skipped, with its reason. Tests that run side by side speak in
# turns: a === line says whose the next lines are.
/^=== (RUN|NAME|CONT|PAUSE)/ { who = $3; if ($2 == "RUN") delete said[who]; next }
/^ *--- SKIP/ { skipped[++n] = $3 said[$3]; delete said[$3]; next }
/^ *--- FAIL/ { print $0 said[$3]; delete said[$3]; next }
/^ *--- PASS/ { delete said[$3]; next }
/^(ok|FAIL|panic:|fatal error:|WARNING: DATA RACE|#)/ { print; if (/^(panic|fatal|WARNING)/) loud = 1; if (/^(ok|FAIL)/) loud = 0; fflush(); next }
/no test files/ { next }
loud { print; next }
{ said[who] = said[who] "\n" $0; if (length(said[who]) > 4000) said[who] = substr(said[who], length(said[who]) - 4000) }
END {
	if (!n) exit
	print "\nSKIPPED, " n " tests for what this machine lacks:"
	for (i = 1; i <= n; i++) print skipped[i]
}
