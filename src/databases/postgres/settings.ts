/**
 * The settings of PostgreSQL 10 to 18: `postgres --describe-config` of 15, and what other versions have besides.
 * For "did you mean": what is missing here is not refused.
 */
export const settings: readonly string[] = `
  allow-alter-system allow-in-place-tablespaces allow-system-table-mods archive-cleanup-command archive-command
  archive-library archive-mode archive-timeout array-nulls authentication-timeout autovacuum
  autovacuum-analyze-scale-factor autovacuum-analyze-threshold autovacuum-freeze-max-age autovacuum-max-workers
  autovacuum-multixact-freeze-max-age autovacuum-naptime autovacuum-vacuum-cost-delay autovacuum-vacuum-cost-limit
  autovacuum-vacuum-insert-scale-factor autovacuum-vacuum-insert-threshold autovacuum-vacuum-max-threshold
  autovacuum-vacuum-scale-factor autovacuum-vacuum-threshold autovacuum-work-mem autovacuum-worker-slots
  backend-flush-after backslash-quote backtrace-functions bgwriter-delay bgwriter-flush-after bgwriter-lru-maxpages
  bgwriter-lru-multiplier bonjour bonjour-name bytea-output check-function-bodies checkpoint-completion-target
  checkpoint-flush-after checkpoint-timeout checkpoint-warning client-connection-check-interval client-encoding
  client-min-messages cluster-name commit-delay commit-siblings commit-timestamp-buffers compute-query-id config-file
  constraint-exclusion cpu-index-tuple-cost cpu-operator-cost cpu-tuple-cost createrole-self-grant
  cursor-tuple-fraction data-checksums data-directory data-sync-retry datestyle db-user-namespace deadlock-timeout
  debug-io-direct debug-logical-replication-streaming debug-parallel-query debug-pretty-print debug-print-parse
  debug-print-plan debug-print-rewritten default-statistics-target default-table-access-method default-tablespace
  default-text-search-config default-toast-compression default-transaction-deferrable default-transaction-isolation
  default-transaction-read-only default-with-oids dynamic-library-path dynamic-shared-memory-type
  effective-cache-size effective-io-concurrency effective-wal-level enable-async-append enable-bitmapscan
  enable-distinct-reordering enable-gathermerge enable-group-by-reordering enable-hashagg enable-hashjoin
  enable-incremental-sort enable-indexonlyscan enable-indexscan enable-material enable-memoize enable-mergejoin
  enable-nestloop enable-parallel-append enable-parallel-hash enable-partition-pruning enable-partitionwise-aggregate
  enable-partitionwise-join enable-presorted-aggregate enable-self-join-elimination enable-seqscan enable-sort
  enable-tidscan escape-string-warning event-source event-triggers exit-on-error extension-control-path
  extension-destdir external-pid-file extra-float-digits file-copy-method file-extend-method force-parallel-mode
  from-collapse-limit fsync full-page-writes geqo geqo-effort geqo-generations geqo-pool-size geqo-seed
  geqo-selection-bias geqo-threshold gin-fuzzy-search-limit gin-pending-list-limit gss-accept-delegation
  hash-mem-multiplier hba-file hot-standby hot-standby-feedback huge-page-size huge-pages icu-validation-level
  ident-file idle-in-transaction-session-timeout idle-replication-slot-timeout idle-session-timeout
  ignore-checksum-failure ignore-invalid-pages intervalstyle io-combine-limit io-max-combine-limit io-max-concurrency
  io-method io-workers jit jit-above-cost jit-debugging-support jit-dump-bitcode jit-expressions
  jit-inline-above-cost jit-optimize-above-cost jit-profiling-support jit-provider jit-tuple-deforming
  join-collapse-limit krb-caseins-users krb-server-keyfile lc-collate lc-ctype lc-messages lc-monetary lc-numeric
  lc-time listen-addresses lo-compat-privileges local-preload-libraries lock-timeout log-autovacuum-min-duration
  log-checkpoints log-connections log-destination log-directory log-disconnections log-duration log-error-verbosity
  log-executor-stats log-file-mode log-filename log-hostname log-line-prefix log-lock-failures log-lock-waits
  log-min-duration-sample log-min-duration-statement log-min-error-statement log-min-messages
  log-parameter-max-length log-parameter-max-length-on-error log-parser-stats log-planner-stats
  log-recovery-conflict-waits log-replication-commands log-rotation-age log-rotation-size
  log-startup-progress-interval log-statement log-statement-sample-rate log-statement-stats log-temp-files
  log-timezone log-transaction-sample-rate log-truncate-on-rotation logging-collector logical-decoding-work-mem
  maintenance-io-concurrency maintenance-work-mem max-active-replication-origins max-connections
  max-files-per-process max-locks-per-transaction max-logical-replication-workers max-parallel-maintenance-workers
  max-parallel-workers max-parallel-workers-per-gather max-pred-locks-per-page max-pred-locks-per-relation
  max-pred-locks-per-transaction max-prepared-transactions max-replication-slots max-slot-wal-keep-size
  max-stack-depth max-standby-archive-delay max-standby-streaming-delay max-sync-workers-per-subscription
  max-wal-senders max-wal-size max-worker-processes md5-password-warnings min-dynamic-shared-memory
  min-parallel-index-scan-size min-parallel-table-scan-size min-wal-size multixact-member-buffers
  multixact-offset-buffers notify-buffers oauth-validator-libraries old-snapshot-threshold
  operator-precedence-warning parallel-leader-participation parallel-setup-cost parallel-tuple-cost
  password-encryption plan-cache-mode port post-auth-delay pre-auth-delay primary-conninfo primary-slot-name
  promote-trigger-file quote-all-identifiers random-page-cost recovery-end-command recovery-init-sync-method
  recovery-min-apply-delay recovery-prefetch recovery-target recovery-target-action recovery-target-inclusive
  recovery-target-lsn recovery-target-name recovery-target-time recovery-target-timeline recovery-target-xid
  recursive-worktable-factor replacement-sort-tuples reserved-connections restart-after-crash restore-command
  restrict-nonsystem-relation-kind row-security scram-iterations search-path send-abort-for-crash send-abort-for-kill
  seq-page-cost serializable-buffers session-preload-libraries session-replication-role shared-buffers
  shared-memory-type shared-preload-libraries ssl ssl-ca-file ssl-cert-file ssl-ciphers ssl-crl-dir ssl-crl-file
  ssl-dh-params-file ssl-ecdh-curve ssl-groups ssl-key-file ssl-max-protocol-version ssl-min-protocol-version
  ssl-passphrase-command ssl-passphrase-command-supports-reload ssl-prefer-server-ciphers ssl-renegotiation-limit
  ssl-tls13-ciphers standard-conforming-strings statement-timeout stats-fetch-consistency stats-temp-directory
  subtransaction-buffers summarize-wal superuser-reserved-connections sync-replication-slots synchronize-seqscans
  synchronized-standby-slots synchronous-commit synchronous-standby-names syslog-facility syslog-ident
  syslog-sequence-numbers syslog-split-messages tcp-keepalives-count tcp-keepalives-idle tcp-keepalives-interval
  tcp-user-timeout temp-buffers temp-file-limit temp-tablespaces timezone timezone-abbreviations
  trace-connection-negotiation trace-notify trace-sort track-activities track-activity-query-size
  track-commit-timestamp track-cost-delay-timing track-counts track-functions track-io-timing track-wal-io-timing
  transaction-buffers transaction-timeout transform-null-equals unix-socket-directories unix-socket-group
  unix-socket-permissions update-process-title vacuum-buffer-usage-limit vacuum-cleanup-index-scale-factor
  vacuum-cost-delay vacuum-cost-limit vacuum-cost-page-dirty vacuum-cost-page-hit vacuum-cost-page-miss
  vacuum-defer-cleanup-age vacuum-failsafe-age vacuum-freeze-min-age vacuum-freeze-table-age
  vacuum-max-eager-freeze-failure-rate vacuum-multixact-failsafe-age vacuum-multixact-freeze-min-age
  vacuum-multixact-freeze-table-age vacuum-truncate wal-buffers wal-compression wal-consistency-checking
  wal-decode-buffer-size wal-init-zero wal-keep-segments wal-keep-size wal-level wal-log-hints
  wal-receiver-create-temp-slot wal-receiver-status-interval wal-receiver-timeout wal-recycle
  wal-retrieve-retry-interval wal-sender-timeout wal-skip-threshold wal-summary-keep-time wal-sync-method
  wal-writer-delay wal-writer-flush-after work-mem xmlbinary xmloption zero-damaged-pages
`
  .trim()
  .split(/\s+/);
