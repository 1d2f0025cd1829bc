import Glibc

/// Environment variables of libpq's (PostgreSQL manual, 34.15) that are meant for the app, which shares the environment.
enum LibpqEnvironment {
    /// Those that lead a connection elsewhere, and those with which PgBouncer refuses a client. What makes a connection safer
    /// stays.
    private static let names = [
        "PGGEQO", "PGHOSTADDR", "PGLOADBALANCEHOSTS", "PGOPTIONS", "PGREQUIREPEER", "PGSERVICE", "PGSERVICEFILE",
        "PGTARGETSESSIONATTRS",
    ]

    /// Forgets them, for us and for what we start. Before anything else runs: no other thread may read the environment.
    static func forget() {
        for name in names { unsetenv(name) }
    }
}
