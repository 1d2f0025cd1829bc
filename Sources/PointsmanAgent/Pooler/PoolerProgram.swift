/// The `pgbouncer` that a managed pooler runs.
enum PoolerProgram {
    /// Its path: the first of that name in the folders of `searched`, a `PATH`.
    static func path(in searched: String) throws(StartError) -> String {
        if let path = ProgramSearch.path(of: "pgbouncer", in: searched) { return path }
        throw StartError(
            .unavailable,
            "PgBouncer is not installed: there is no program pgbouncer in PATH (\(searched)); install it (Debian: apt install "
                + "pgbouncer), or set pooler = attached for one that runs elsewhere")
    }

    /// The folders that are searched.
    static var searchPath: String { ProgramSearch.folders }
}
