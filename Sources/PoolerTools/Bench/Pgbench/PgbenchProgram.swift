import Glibc

/// An installed pgbench.
package struct PgbenchProgram: Equatable, Sendable {
    package let path: String

    /// The folder in which Debian puts each version's programs, outside of PATH.
    package static let debianFolder = "/usr/lib/postgresql"

    /// The first one in the folders of `searched`, a PATH, or else the newest in `versions`. It blocks: not for the
    /// reactor.
    /// - Returns: nil if there is none. The /usr/bin/pgbench of postgresql-client-common only starts one of `versions`,
    ///   and does not count.
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
