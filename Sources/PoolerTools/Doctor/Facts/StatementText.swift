/// A statement as pg_stat_activity shows it, split into words as PostgreSQL does (manual, 4.1): its effects on its
/// session, and a form for people that contains none of its values.
package struct StatementText {
    enum Token: Equatable {
        /// A key word or a plain name, in lower case.
        case word(String)
        /// A string's content.
        case literal(String)
        case number
        case sign(Character)

        var word: String? { if case .word(let word) = self { word } else { nil } }
    }

    /// The tokens of each statement.
    let statements: [[Token]]

    package init(_ text: String) {
        var scanner = StatementScanner(text)
        statements = scanner.tokens().split { $0 == .sign(";") }.map(Array.init)
    }

    /// The form for people: values are question marks, and a long text is cut.
    package var shape: String {
        var text = ""
        for token in statements.first ?? [] {
            let piece =
                switch token {
                case .word(let word): word
                case .literal, .number: "?"
                case .sign(let sign): String(sign)
                }
            let isClose =
                text.isEmpty || text.hasSuffix("(") || text.hasSuffix(".") || [")", ",", ".", "("].contains(piece)
            text += (isClose ? "" : " ") + piece
            if text.count > 60 { return String(text.prefix(60)) + "…" }
        }
        return text + (statements.count > 1 ? "; …" : "")
    }

    /// The features that it leaves in its session. A setting that a later statement resets is not left.
    package var features: [SessionFeature] {
        var found: [SessionFeature] = []
        for tokens in statements {
            let words = tokens.prefix(2).compactMap(\.word)
            if words == ["reset", "all"] { found.removeAll { $0 == .setting } }
            if words == ["discard", "all"] { found = [] }
            found += Self.features(of: tokens).filter { !found.contains($0) }
        }
        return found
    }

    /// The settings that PgBouncer itself carries from session to session (pgbouncer.ini(5), track_extra_parameters),
    /// or sets for a client.
    package static let tracked: Set<String> = [
        "client_encoding", "datestyle", "timezone", "time", "standard_conforming_strings", "application_name",
        "intervalstyle", "default_transaction_read_only", "in_hot_standby", "extra_float_digits",
    ]

    private static let lockCalls: Set<String> = [
        "pg_advisory_lock", "pg_advisory_lock_shared", "pg_try_advisory_lock", "pg_try_advisory_lock_shared",
    ]

    private static func features(of tokens: [Token]) -> [SessionFeature] {
        var found: [SessionFeature] = []
        let words = tokens.compactMap(\.word)
        if isSetting(words) || setsByCall(tokens) { found.append(.setting) }
        switch words.first {
        case "listen": found.append(.listening)
        case "prepare" where words.dropFirst().first != "transaction": found.append(.prepared)
        case "execute": found.append(.prepared)
        case "create" where isTemporary(words): found.append(.temporaryTable)
        case "select" where words.contains("into") && words.contains { ["temp", "temporary"].contains($0) }:
            found.append(.temporaryTable)
        default: break
        }
        if words.contains(where: lockCalls.contains) { found.append(.advisoryLock) }
        return found
    }

    /// Whether it is `SET x`. `SET LOCAL`, `SET TRANSACTION` and `SET CONSTRAINTS` end with their transaction.
    private static func isSetting(_ words: [String]) -> Bool {
        guard words.first == "set", let second = words.dropFirst().first else { return false }
        if second == "session" {
            return words.dropFirst(2).first.map { !tracked.contains($0) } ?? false
        }
        return !["local", "transaction", "constraints"].contains(second) && !tracked.contains(second)
    }

    /// Whether it calls `set_config('x', 'y', false)`.
    private static func setsByCall(_ tokens: [Token]) -> Bool {
        guard let call = tokens.firstIndex(of: .word("set_config")) else { return false }
        let arguments = tokens[call...].dropFirst().prefix { $0 != .sign(")") }
        guard case .literal(let name) = arguments.dropFirst().first, !tracked.contains(name.lowercased()) else {
            return false
        }
        return arguments.last == .word("false") || arguments.last == .literal("false")
            || arguments.last == .literal("f")
    }

    private static func isTemporary(_ words: [String]) -> Bool {
        let rest = words.dropFirst().drop { ["or", "replace", "global", "local"].contains($0) }
        guard rest.first == "temp" || rest.first == "temporary" else { return false }
        // With this option the table ends with its transaction.
        return words.suffix(3) != ["on", "commit", "drop"]
    }
}
