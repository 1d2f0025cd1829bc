extension BenchReport {
    /// The meaning of the comparison, one sentence a line.
    package var meaning: [String] {
        var lines: [String] = []
        if let direct = setUp.direct.percentiles?.p50, let pooled = setUp.pooled.percentiles?.p50 {
            lines.append(
                pooled < direct
                    ? "A new connection is \(Self.times(direct, pooled)) times quicker through PgBouncer: \(pooled.inMilliseconds) instead of "
                        + "\(direct.inMilliseconds) ms."
                    : "A new connection takes \((pooled - direct).inMilliseconds) ms more through PgBouncer.")
        }
        let compared = loads.filter { $0.figures.direct.percentiles != nil && $0.figures.pooled.percentiles != nil }
        if let first = compared.first, let direct = first.figures.direct.percentiles?.p50,
            let pooled = first.figures.pooled.percentiles?.p50
        {
            let difference = pooled - direct
            lines.append(
                "With \(first.clients) client\(first.clients == 1 ? "" : "s") a \(plan.pgbench.isStatement ? "statement" : "transaction") takes "
                    + "\((difference < .zero ? direct - pooled : difference).inMilliseconds) ms "
                    + "\(difference < .zero ? "less" : "more") through PgBouncer (p50).")
        }
        if let limits {
            for side in BenchSide.allCases { lines.append(Self.sentence(limits[side], side)) }
        }
        if processes > 1 { lines.append("What is pooled is the sum of \(processes) PgBouncer processes.") }
        if let poolMode, poolMode != "transaction" {
            lines.append(
                poolMode == "session"
                    ? "PgBouncer pools sessions here: a client keeps its server connection until it leaves, so no more than the pool's "
                        + "size work at once."
                    : "PgBouncer pools statements here: transactions of several statements are refused.")
        }
        return lines
    }

    /// The table, a chart of the p95, and their meaning.
    /// - Parameter width: the terminal's width in columns.
    package func text(width: Int) -> String {
        var rows = [["", "direct", "pooled", "pooled / direct"]]
        rows += Self.rows("new connection", setUp)
        for load in loads {
            rows += Self.rows("\(load.clients) client\(load.clients == 1 ? "" : "s")", load.figures)
            let rates = BenchSide.allCases.map { load.figures[$0].perSecond }
            let words = rates.map { rate in rate.map { "\(Int($0.rounded()))" } ?? "-" }
            rows.append(["  per second", words[0], words[1], Self.ratio(rates[1], rates[0])])
            let failed = BenchSide.allCases.map { load.figures[$0].failed }
            if failed.contains(where: { $0 > 0 }) { rows.append(["  failed", "\(failed[0])", "\(failed[1])", ""]) }
        }
        if let limits {
            let words = BenchSide.allCases.map { side in
                "\(limits[side].clients)" + (limits[side].failure == nil ? " or more" : "")
            }
            let ratio = Self.ratio(Double(limits.pooled.clients), Double(limits.direct.clients))
            rows.append(["most clients", words[0], words[1], ratio])
        }
        var lines = Self.table(rows)
        for part in [notes, BenchPlot.text(self, width: width), meaning] where !part.isEmpty {
            lines.append("")
            lines += part
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The measurements that are missing, and why.
    private var notes: [String] {
        var notes: [String] = []
        for side in BenchSide.allCases {
            if let failure = setUp[side].failure { notes.append("\(side.rawValue), new connection: \(failure)") }
            for load in loads {
                guard let reason = load.figures[side].omission ?? load.figures[side].failure else { continue }
                notes.append("\(side.rawValue), \(load.clients) clients: \(reason)")
            }
        }
        return notes
    }

    private static func rows(_ name: String, _ figures: BothSides<LoadFigures>) -> [[String]] {
        let parts: [(String, KeyPath<Percentiles, Duration>)] = [("p50", \.p50), ("p95", \.p95), ("p99", \.p99)]
        return parts.map { part, path in
            let values = BenchSide.allCases.map { figures[$0].percentiles?[keyPath: path] }
            let words = values.map { $0?.inMilliseconds ?? "-" }
            let seconds = values.map { value in value.map { $0 / .seconds(1) } }
            let title = (part == "p50" ? name + "," : " ") + " \(part) ms"
            return [title, words[0], words[1], ratio(seconds[1], seconds[0])]
        }
    }

    /// A table's lines: the first column is aligned to the left, the others to the right.
    package static func table(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + space : space + row[column]
            }.joined(separator: "  ")
        }
    }

    private static func sentence(_ limit: ClientLimit, _ side: BenchSide) -> String {
        let way = side == .direct ? "Directly" : "Through PgBouncer"
        guard let failure = limit.failure else {
            return "\(way) \(limit.clients) clients work at once; more were not tried."
        }
        return "\(way) \(limit.clients) clients work at once, and one more fails: \(failure)."
    }

    static func times(_ large: Duration, _ small: Duration) -> String {
        ratio(large / .seconds(1), small / .seconds(1))
    }

    /// The ratio with two decimals; `-` if there is none.
    package static func ratio(_ value: Double?, _ base: Double?) -> String {
        guard let value, let base, base > 0 else { return "-" }
        let hundredths = Int((value / base * 100).rounded())
        let fraction = "\(hundredths % 100)"
        return "\(hundredths / 100)." + (fraction.count == 1 ? "0" : "") + fraction
    }
}
