import Glibc

/// pgbench, where it is installed.
package struct PgbenchProgram: Equatable, Sendable {
    package let path: String

    /// Where Debian puts each version's programs, out of everybody's PATH.
    package static let debianFolder = "/usr/lib/postgresql"

    /// The first one in the folders of `searched`, a PATH, else the newest in `versions`. It blocks: not for the reactor.
    /// - Returns: nil where there is none. What postgresql-client-common puts into /usr/bin under that name starts one of
    ///   `versions` and is none itself.
    package static func find(in searched: String, versions: String = debianFolder) -> PgbenchProgram? {
        for folder in searched.split(separator: ":") {
            let path = "\(folder)/pgbench"
            if access(path, X_OK) == 0, SmallFile.link(path)?.hasSuffix("/pg_wrapper") != true {
                return PgbenchProgram(path: path)
            }
        }
        let numbers = (SmallFile.names(in: versions) ?? []).compactMap { Int($0) }.sorted(by: >)
        return numbers.map { "\(versions)/\($0)/bin/pgbench" }.first { access($0, X_OK) == 0 }
            .map(PgbenchProgram.init(path:))
    }

    package static let absence = """
        pgbench is not installed, which makes the load for --script and --writes: on Debian it is in the package postgresql-15 \
        (later ones: postgresql-16 …; Debian 11 and older: postgresql-contrib)
        """
}
