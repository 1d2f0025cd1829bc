extension PoolerAnswers {
    /// The answers of several processes that take the clients of one port, as if they were one. A process that did not
    /// answer is left out; if none answered, nothing is known.
    package init(sumOf all: [PoolerAnswers]) {
        self.init()
        for command in ShowCommand.allCases {
            let tables = all.compactMap { $0[command] }
            guard let first = tables.first else { continue }
            switch command {
            case .version, .config: self[command] = first
            case .clients, .servers: self[command] = ConsoleRows(joining: tables)
            case .lists: self[command] = ConsoleRows(summing: tables, by: ["list"])
            case .databases: self[command] = ConsoleRows(summing: tables, by: ["name"])
            case .pools: self[command] = ConsoleRows(summing: tables, by: ["database", "user"])
            case .stats: self[command] = ConsoleRows(summing: tables, by: ["database"])
            }
        }
        took = all.compactMap(\.took).max()
    }
}

extension ConsoleRows {
    /// The rows of all tables under the columns of the first.
    fileprivate init(joining tables: [ConsoleRows]) {
        let columns = tables[0].columns
        self.init(
            columns: columns, rows: tables.flatMap { table in table.readers.map { row in columns.map { row($0) } } })
    }

    /// One row for each key, in the order in which they come first.
    fileprivate init(summing tables: [ConsoleRows], by keys: [String]) {
        let columns = tables[0].columns
        var order: [[String?]] = []
        var groups: [[String?]: [[String?]]] = [:]
        for row in tables.flatMap(\.readers) {
            let key = keys.map { row($0) }
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(columns.map { row($0) })
        }
        self.init(
            columns: columns,
            rows: order.map { key in
                let group = groups[key] ?? []
                return columns.indices.map { index in
                    Self.sum(of: key[0] ?? "", columns[index], group.map { $0[index] })
                }
            })
    }

    /// Counts are added up; of times, flags and what has no number the greatest or the first counts.
    private static func sum(of key: String, _ column: String, _ values: [String?]) -> String? {
        let numbers = values.compactMap { $0.flatMap { Int64($0) } }
        guard numbers.count == values.count, numbers.count > 1, let most = numbers.max() else {
            return values.first ?? nil
        }
        guard !isMost(key, column) else { return String(most) }
        return String(numbers.reduce(0, &+))
    }

    private static func isMost(_ key: String, _ column: String) -> Bool {
        let flags = ["port", "paused", "disabled", "maxwait", "maxwait_us", "server_lifetime"]
        // SHOW LISTS counts what each process has of the same databases and users.
        let isShared = column == "items" && ["databases", "users"].contains(key)
        return isShared || flags.contains(column) || (column.hasPrefix("avg_") && column.hasSuffix("_time"))
    }
}
