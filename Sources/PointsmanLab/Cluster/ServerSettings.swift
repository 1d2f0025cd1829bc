/// The content of the servers' configuration files.
enum ServerSettings {
    /// The settings, the same on every member. `fsync` is off, so a figure that was measured here must say so.
    static let configuration = """
        fsync = off
        shared_buffers = 32MB
        max_connections = 200
        jit = off
        checkpoint_timeout = 30min
        max_wal_size = 1GB
        wal_level = replica
        hot_standby = on
        max_wal_senders = 10
        wal_keep_size = 256MB
        wal_receiver_status_interval = 1s
        wal_retrieve_retry_interval = 100ms
        wal_sender_timeout = 5s
        wal_receiver_timeout = 5s
        synchronous_commit = on
        # Not in /dev/shm, where a killed server would leave it for good.
        dynamic_shared_memory_type = mmap
        log_min_messages = warning
        log_line_prefix = '%m [%p] '

        """

    /// The superuser logs in over the Unix socket only, whose folder is closed to others; the roles of the app and of
    /// replication need a password on every connection.
    static let hostBasedAuthentication = """
        local all postgres trust
        host replication replicator 127.0.0.0/8 scram-sha-256
        host replication replicator fdaa::/16 scram-sha-256
        host app app 127.0.0.0/8 scram-sha-256
        host app app fdaa::/16 scram-sha-256

        """
}
