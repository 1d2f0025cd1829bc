package import PointsmanFormats

/// The processes of PgBouncer, counted from 1.
extension Configuration {
    /// How many they are.
    package var poolerCount: Int { pooler == .managed ? poolerProcesses : 1 + furtherConsoles.count }

    /// An attached PgBouncer's consoles, one of each process; none if it is managed.
    package var consoles: [DatabaseURL] {
        if case .attached(let console, _) = pooler { [console] + furtherConsoles } else { [] }
    }

    /// This configuration as one process has it: an attached PgBouncer's console is that process's own, and the others
    /// come after it. `pooler_ini` is the first one's.
    package func facing(process: Int) -> Configuration {
        guard case .attached(_, let ini) = pooler, consoles.indices.contains(process - 1) else { return self }
        var own = self
        var others = consoles
        own.pooler = .attached(console: others.remove(at: process - 1), ini: process == 1 ? ini : nil)
        own.furtherConsoles = others
        return own
    }

    /// The URLs of a list. A comma inside a URL parts its hosts; one before another scheme parts two URLs.
    package static func urls(inList text: String) -> [String] {
        var urls: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = part.drop { $0 == " " || $0 == "\t" }
            let begins = trimmed.hasPrefix("postgres://") || trimmed.hasPrefix("postgresql://")
            if urls.isEmpty {
                urls.append(String(part))
            } else if begins {
                urls.append(String(trimmed))
            } else {
                urls[urls.count - 1] += "," + part
            }
        }
        return urls.map { url in String(url.reversed().drop { $0 == " " || $0 == "\t" }.reversed()) }
    }
}
