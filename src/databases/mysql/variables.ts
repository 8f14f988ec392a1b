/**
 * The options of MySQL 9.7 (`mysqld --verbose --help`) and the ones that 8.0 and 8.4 have besides, without performance_schema's details.
 * For "did you mean": what is missing here is not refused.
 */
export const variables: readonly string[] = `
  activate-all-roles-on-login activate-mandatory-roles admin-address admin-port admin-ssl-ca admin-ssl-capath
  admin-ssl-cert admin-ssl-cipher admin-ssl-crl admin-ssl-crlpath admin-ssl-key admin-tls-ciphersuites
  admin-tls-version allow-suspicious-udfs and ansi archive authentication-policy auto-generate-certs
  auto-increment-increment auto-increment-offset autocommit automatic-sp-privileges back-log basedir big-tables
  bind-address binlog-cache-size binlog-checksum binlog-direct-non-transactional-updates binlog-do-db
  binlog-encryption binlog-error-action binlog-expire-logs-auto-purge binlog-expire-logs-seconds binlog-format
  binlog-group-commit-sync-delay binlog-group-commit-sync-no-delay-count binlog-gtid-simple-recovery
  binlog-ignore-db binlog-max-flush-queue-time binlog-order-commits binlog-rotate-encryption-master-key-at-startup
  binlog-row-event-max-size binlog-row-image binlog-row-metadata binlog-row-value-options
  binlog-rows-query-log-events binlog-stmt-cache-size binlog-transaction-compression
  binlog-transaction-compression-level-zstd binlog-transaction-dependency-history-size
  binlog-transaction-dependency-tracking blackhole block-encryption-mode bulk-insert-buffer-size
  caching-sha2-password-auto-generate-rsa-keys caching-sha2-password-digest-rounds
  caching-sha2-password-enforce-storage-format caching-sha2-password-private-key-path
  caching-sha2-password-proxy-users caching-sha2-password-public-key-path caching-sha2-password-storage-format
  character-set-client-handshake character-set-filesystem character-set-server character-sets-dir
  check-proxy-users check-table-functions chroot collation-server completion-type concurrent-insert
  connect-timeout connection-memory-chunk-size connection-memory-limit connection-memory-status-limit console
  container-aware core-file create-admin-listener-thread cte-max-recursion-depth daemonize datadir
  default-authentication-plugin default-password-lifetime default-storage-engine default-table-encryption
  default-time-zone default-tmp-storage-engine default-week-format delay-key-write delayed-insert-limit
  delayed-insert-timeout delayed-queue-size disabled-storage-engines disconnect-on-expired-password
  div-precision-increment early-plugin-load enable-cascade-triggers enable-secondary-engine-statistics
  end-markers-in-json enforce-gtid-consistency eq-range-index-dive-limit event-scheduler exit-info
  expire-logs-days explain-format explain-json-format-version explicit-defaults-for-timestamp external-locking
  external-table-secondary-storage-engine external-table-storage-engine federated flush flush-time
  ft-boolean-syntax ft-max-word-len ft-min-word-len ft-query-expansion-limit ft-stopword-file gdb general-log
  general-log-file generated-random-password-length global-connection-memory-limit
  global-connection-memory-status-limit global-connection-memory-tracking group-concat-max-len
  group-replication-consistency gtid-executed-compression-period gtid-mode help histogram-generation-max-mem-size
  host-cache-size information-schema-stats-expiry init-connect init-file init-replica init-slave initialize
  initialize-insecure innodb-adaptive-flushing innodb-adaptive-flushing-lwm innodb-adaptive-hash-index
  innodb-adaptive-hash-index-parts innodb-adaptive-max-sleep-delay innodb-api-bk-commit-interval
  innodb-api-disable-rowlock innodb-api-enable-binlog innodb-api-enable-mdl innodb-api-trx-level
  innodb-autoextend-increment innodb-autoinc-lock-mode innodb-buffer-pool-chunk-size
  innodb-buffer-pool-dump-at-shutdown innodb-buffer-pool-dump-now innodb-buffer-pool-dump-pct
  innodb-buffer-pool-filename innodb-buffer-pool-in-core-file innodb-buffer-pool-instances
  innodb-buffer-pool-load-abort innodb-buffer-pool-load-at-startup innodb-buffer-pool-load-now
  innodb-buffer-pool-size innodb-change-buffer-max-size innodb-change-buffering innodb-checksum-algorithm
  innodb-cmp-per-index-enabled innodb-commit-concurrency innodb-compression-failure-threshold-pct
  innodb-compression-level innodb-compression-pad-pct-max innodb-concurrency-tickets innodb-data-file-path
  innodb-data-home-dir innodb-ddl-buffer-size innodb-ddl-threads innodb-deadlock-detect innodb-dedicated-server
  innodb-default-row-format innodb-directories innodb-disable-sort-file-cache innodb-doublewrite
  innodb-doublewrite-batch-size innodb-doublewrite-dir innodb-doublewrite-files innodb-doublewrite-pages
  innodb-extend-and-initialize innodb-fast-shutdown innodb-file-per-table innodb-fill-factor
  innodb-flush-log-at-timeout innodb-flush-log-at-trx-commit innodb-flush-method innodb-flush-neighbors
  innodb-flush-sync innodb-flushing-avg-loops innodb-force-load-corrupted innodb-force-recovery
  innodb-fsync-threshold innodb-ft-aux-table innodb-ft-cache-size innodb-ft-enable-diag-print
  innodb-ft-enable-stopword innodb-ft-max-token-size innodb-ft-min-token-size innodb-ft-num-word-optimize
  innodb-ft-result-cache-limit innodb-ft-server-stopword-table innodb-ft-sort-pll-degree
  innodb-ft-total-cache-size innodb-ft-user-stopword-table innodb-idle-flush-pct innodb-io-capacity
  innodb-io-capacity-max innodb-lock-wait-timeout innodb-log-buffer-size innodb-log-checksums
  innodb-log-compressed-pages innodb-log-file-size innodb-log-files-in-group innodb-log-group-home-dir
  innodb-log-spin-cpu-abs-lwm innodb-log-spin-cpu-pct-hwm innodb-log-wait-for-flush-spin-hwm
  innodb-log-write-ahead-size innodb-log-writer-threads innodb-lru-scan-depth innodb-max-dirty-pages-pct
  innodb-max-dirty-pages-pct-lwm innodb-max-purge-lag innodb-max-purge-lag-delay innodb-max-undo-log-size
  innodb-monitor-disable innodb-monitor-enable innodb-monitor-reset innodb-monitor-reset-all
  innodb-native-foreign-keys innodb-numa-interleave innodb-old-blocks-pct innodb-old-blocks-time
  innodb-online-alter-log-max-size innodb-open-files innodb-optimize-fulltext-only innodb-page-cleaners
  innodb-page-size innodb-parallel-read-threads innodb-print-all-deadlocks innodb-print-ddl-logs
  innodb-purge-batch-size innodb-purge-rseg-truncate-frequency innodb-purge-threads innodb-random-read-ahead
  innodb-read-ahead-threshold innodb-read-io-threads innodb-read-only innodb-redo-log-archive-dirs
  innodb-redo-log-capacity innodb-redo-log-encrypt innodb-replication-delay innodb-rollback-on-timeout
  innodb-rollback-segments innodb-segment-reserve-factor innodb-sort-buffer-size innodb-spin-wait-delay
  innodb-spin-wait-pause-multiplier innodb-stats-auto-recalc innodb-stats-include-delete-marked
  innodb-stats-method innodb-stats-on-metadata innodb-stats-persistent innodb-stats-persistent-sample-pages
  innodb-stats-transient-sample-pages innodb-status-file innodb-status-output innodb-status-output-locks
  innodb-strict-mode innodb-sync-array-size innodb-sync-spin-loops innodb-table-locks innodb-temp-data-file-path
  innodb-temp-tablespaces-dir innodb-thread-concurrency innodb-thread-sleep-delay innodb-tmpdir
  innodb-undo-directory innodb-undo-log-encrypt innodb-undo-log-truncate innodb-undo-tablespaces
  innodb-use-fdatasync innodb-use-native-aio innodb-validate-tablespace-paths innodb-write-io-threads
  interactive-timeout internal-tmp-mem-storage-engine join-buffer-size keep-files-on-create key-buffer-size
  key-cache-age-threshold key-cache-block-size key-cache-division-limit keyring-migration-destination
  keyring-migration-from-component keyring-migration-host keyring-migration-password keyring-migration-port
  keyring-migration-socket keyring-migration-source keyring-migration-to-component keyring-migration-user
  large-pages lc-messages lc-messages-dir lc-time-names local-infile lock-wait-timeout log-bin log-bin-index
  log-bin-trust-function-creators log-bin-use-v1-row-events log-error log-error-services
  log-error-suppression-list log-error-verbosity log-isam log-output log-queries-not-using-indexes log-raw
  log-replica-updates log-short-format log-slave-updates log-slow-admin-statements log-slow-extra
  log-slow-replica-statements log-slow-slave-statements log-statements-unsafe-for-binlog log-tc log-tc-size
  log-throttle-queries-not-using-indexes log-timestamps long-query-time low-priority-updates
  lower-case-table-names mandatory-roles master-info-repository master-retry-count master-verify-checksum
  max-allowed-packet max-binlog-cache-size max-binlog-dump-events max-binlog-size max-binlog-stmt-cache-size
  max-connect-errors max-connections max-delayed-threads max-digest-length max-error-count max-execution-time
  max-heap-table-size max-join-size max-length-for-sort-data max-points-in-geometry max-prepared-stmt-count
  max-relay-log-size max-seeks-for-key max-sort-length max-sp-recursion-depth max-user-connections
  max-write-lock-count memlock min-examined-row-limit myisam-block-size myisam-data-pointer-size
  myisam-max-sort-file-size myisam-mmap-size myisam-recover-options myisam-repair-threads myisam-sort-buffer-size
  myisam-stats-method myisam-use-mmap mysql-native-password mysqlx mysqlx-bind-address mysqlx-cache-cleaner
  mysqlx-compression-algorithms mysqlx-connect-timeout mysqlx-deflate-default-compression-level
  mysqlx-deflate-max-client-compression-level mysqlx-document-id-unique-prefix mysqlx-enable-hello-notice
  mysqlx-idle-worker-thread-timeout mysqlx-interactive-timeout mysqlx-lz4-default-compression-level
  mysqlx-lz4-max-client-compression-level mysqlx-max-allowed-packet mysqlx-max-connections
  mysqlx-min-worker-threads mysqlx-port mysqlx-port-open-timeout mysqlx-read-timeout mysqlx-socket mysqlx-ssl-ca
  mysqlx-ssl-capath mysqlx-ssl-cert mysqlx-ssl-cipher mysqlx-ssl-crl mysqlx-ssl-crlpath mysqlx-ssl-key
  mysqlx-wait-timeout mysqlx-write-timeout mysqlx-zstd-default-compression-level
  mysqlx-zstd-max-client-compression-level ndb-allow-copying-alter-table ndb-applier-allow-skip-epoch
  ndb-applier-conflict-role ndb-autoincrement-prefetch-sz ndb-batch-size ndb-blob-read-batch-bytes
  ndb-blob-write-batch-bytes ndb-clear-apply-status ndb-cluster-connection-pool
  ndb-cluster-connection-pool-nodeids ndb-connectstring ndb-data-node-neighbour ndb-default-column-format
  ndb-deferred-constraints ndb-distribution ndb-eventbuffer-free-percent ndb-eventbuffer-max-alloc
  ndb-extra-logging ndb-force-send ndb-fully-replicated ndb-index-stat-enable ndb-index-stat-option
  ndb-join-pushdown ndb-log-apply-status ndb-log-bin ndb-log-binlog-index ndb-log-cache-size ndb-log-empty-epochs
  ndb-log-empty-update ndb-log-exclusive-reads ndb-log-fail-terminate ndb-log-orig ndb-log-purge-rate
  ndb-log-row-slice-count ndb-log-row-slice-id ndb-log-transaction-compression
  ndb-log-transaction-compression-level-zstd ndb-log-transaction-dependency ndb-log-transaction-id
  ndb-log-update-as-write ndb-log-update-minimal ndb-log-updated-only ndb-metadata-check
  ndb-metadata-check-interval ndb-metadata-sync ndb-mgm-tls ndb-mgmd-host ndb-nodeid ndb-optimization-delay
  ndb-optimized-node-selection ndb-read-backup ndb-recv-thread-activation-threshold ndb-recv-thread-cpu-mask
  ndb-replica-batch-size ndb-replica-blob-write-batch-bytes ndb-report-thresh-binlog-epoch-slip
  ndb-report-thresh-binlog-mem-usage ndb-row-checksum ndb-schema-dist-lock-wait-timeout ndb-schema-dist-timeout
  ndb-schema-dist-upgrade-allowed ndb-show-foreign-key-mock-tables ndb-slave-conflict-role ndb-table-no-logging
  ndb-table-temporary ndb-tls-search-path ndb-transid-mysql-connection-map ndb-use-copying-alter-table
  ndb-use-exact-count ndb-use-transactions ndb-wait-connected ndb-wait-setup ndbcluster ndbinfo ndbinfo-max-bytes
  ndbinfo-max-rows ndbinfo-show-hidden net-buffer-length net-read-timeout net-retry-count net-write-timeout ngram
  ngram-token-size offline-mode old-alter-table old-style-user-limits open-files-limit
  optimizer-max-subgraph-pairs optimizer-prune-level optimizer-search-depth optimizer-switch optimizer-trace
  optimizer-trace-features optimizer-trace-limit optimizer-trace-max-mem-size optimizer-trace-offset
  parser-max-mem-size partial-revokes password-history password-require-current password-reuse-interval
  performance-schema persist-only-admin-x509-subject persist-sensitive-variables-in-plaintext
  persisted-globals-load pid-file plugin-dir plugin-load plugin-load-add port port-open-timeout
  preload-buffer-size print-identified-with-as-hex profiling-history-size protocol-compression-algorithms
  query-alloc-block-size query-prealloc-size range-alloc-block-size range-optimizer-max-mem-size read-buffer-size
  read-only read-rnd-buffer-size regexp-stack-limit regexp-time-limit relay-log relay-log-index
  relay-log-info-repository relay-log-purge relay-log-recovery relay-log-space-limit replica-allow-batching
  replica-allow-higher-version-source replica-checkpoint-group replica-checkpoint-period
  replica-compressed-protocol replica-exec-mode replica-load-tmpdir replica-max-allowed-packet replica-net-timeout
  replica-parallel-workers replica-pending-jobs-size-max replica-preserve-commit-order replica-skip-errors
  replica-sql-verify-checksum replica-transaction-retries replica-type-conversions replicate-do-db
  replicate-do-table replicate-ignore-db replicate-ignore-table replicate-rewrite-db replicate-same-server-id
  replicate-wild-do-table replicate-wild-ignore-table replication-optimize-for-static-plugin-config
  replication-sender-observe-commit-only report-host report-password report-port report-user
  require-secure-transport restrict-fk-on-non-standard-key rpl-read-size rpl-stop-replica-timeout
  rpl-stop-slave-timeout safe-user-create schema-definition-cache secondary-engine-cost-threshold secure-file-priv
  select-into-buffer-size select-into-disk-sync select-into-disk-sync-delay server-id server-id-bits server-memory
  session-track-gtids session-track-schema session-track-state-change session-track-system-variables
  session-track-transaction-info set-operations-buffer-size sha256-password-auto-generate-rsa-keys
  sha256-password-private-key-path sha256-password-proxy-users sha256-password-public-key-path
  show-create-table-verbosity show-gipk-in-create-table-and-information-schema show-replica-auth-info
  show-slave-auth-info skip-grant-tables skip-host-cache skip-name-resolve skip-networking skip-new
  skip-replica-start skip-show-database skip-slave-start skip-stack-trace slave-allow-batching
  slave-checkpoint-group slave-checkpoint-period slave-compressed-protocol slave-exec-mode slave-load-tmpdir
  slave-max-allowed-packet slave-net-timeout slave-parallel-workers slave-pending-jobs-size-max
  slave-preserve-commit-order slave-rows-search-algorithms slave-skip-errors slave-sql-verify-checksum
  slave-transaction-retries slave-type-conversions slow-launch-time slow-query-log slow-query-log-file socket
  sort-buffer-size source-verify-checksum sporadic-binlog-dump-fail sql-generate-invisible-primary-key sql-mode
  sql-require-primary-key ssl ssl-ca ssl-capath ssl-cert ssl-cipher ssl-crl ssl-crlpath ssl-fips-mode ssl-key
  ssl-session-cache-mode ssl-session-cache-timeout stored-program-cache stored-program-definition-cache
  super-large-pages super-read-only symbolic-links sync-binlog sync-master-info sync-relay-log sync-relay-log-info
  sync-source-info sysdate-is-now table-definition-cache table-encryption-privilege-check table-open-cache
  table-open-cache-instances table-open-cache-triggers tablespace-definition-cache tc-heuristic-recover
  temptable-max-mmap temptable-max-ram terminology-use-previous thread-cache-size thread-handling thread-stack
  tls-certificates-enforced-validation tls-ciphersuites tls-version tmp-table-size tmpdir
  transaction-alloc-block-size transaction-isolation transaction-prealloc-size transaction-read-only
  transaction-write-set-extraction updatable-views-with-limit upgrade user validate-config validate-user-plugins
  verbose version version-with-update wait-timeout windowing-use-high-precision xa-detach-on-prepare
`
  .trim()
  .split(/\s+/);
