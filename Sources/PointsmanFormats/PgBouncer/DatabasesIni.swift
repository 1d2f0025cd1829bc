/// The ini file that PgBouncer includes: its `[databases]` section, and nothing else.
package enum DatabasesIni {
    package static func text(_ lines: [DatabaseLine]) -> String {
        (["; Written by Pointsman at each reroute.", "[databases]"] + lines.map(\.text)).joined(separator: "\n") + "\n"
    }
}
