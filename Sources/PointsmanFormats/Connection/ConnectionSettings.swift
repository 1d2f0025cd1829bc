/// What a connection is told, by libpq's keywords: in a URL or in `keyword=value` pairs, and where those say nothing, by a
/// service file and the environment. As for libpq the last word holds.
package struct ConnectionSettings: Sendable {
    private struct Setting: Sendable {
        let keyword: String
        /// Each is one, since the tail of a badly encoded password may have got into any of them.
        let value: Secret
        /// Where it stands, if not in the text itself.
        let origin: String?
    }

    private var settings: [Setting] = []
    /// Names that are no keywords of libpq's and not taken.
    private var passedOver: [String] = []
    private var repeated: [String] = []
    private var isForeign = false
    private var arePairs = false
    private var verifiesNothing = false

    /// Nothing is told yet.
    package init() {}

    /// Reads what libpq reads, and what drivers have besides.
    /// - Throws: a sentence that never quotes what may be a secret.
    package init(_ text: some StringProtocol) throws(DatabaseURLError) {
        let bytes = Array(text.utf8)
        guard !bytes.contains(where: { $0 < 9 || (14..<32).contains($0) || $0 == 127 }) else {
            throw DatabaseURLError("it holds a control character")
        }
        if let (scheme, rest) = ConnectionScheme.cut(bytes) {
            isForeign = scheme != .libpq
            try readURL(rest, isJDBC: scheme == .jdbc)
        } else if !bytes.contains(UInt8(ascii: "="))
            || bytes.firstRange(of: Array("://".utf8)) != nil && !isPairs(bytes)
        {
            throw DatabaseURLError("it must begin with postgres:// (postgres://user:password@host:5432/database)")
        } else {
            arePairs = true
            try readPairs(bytes)
        }
    }

    /// The last value of `keyword`; nil where there is none or it is empty.
    subscript(keyword: String) -> String? {
        settings.last { $0.keyword == keyword }.flatMap { $0.value.isEmpty ? nil : $0.value.reveal() }
    }

    /// Where the value of `keyword` stands, for the front of a sentence.
    func place(of keyword: String) -> String {
        settings.last { $0.keyword == keyword }?.origin.map { "\(keyword) (\($0))" } ?? keyword
    }

    /// The service whose file fills in what is not told.
    package var service: String? { self["service"] }
    package var serviceFile: String? { self["servicefile"] }

    /// Whether a host, or a service that may have one, is named by the variables of libpq's environment alone.
    package static func isTold(by environment: [String: String]) -> String? {
        ["PGHOST", "PGHOSTADDR", "PGSERVICE"].first { environment[$0]?.isEmpty == false }
    }

    /// The variables that libpq reads. The last three it turns into settings of each session (PostgreSQL manual, 34.15).
    package static let variables =
        ConnectionKeyword.all.compactMap(\.variable)
        + ["PGREQUIRESSL", "PGSERVICEFILE", "PGDATESTYLE", "PGTZ", "PGGEQO"]

    /// Takes what the group of a service file says, where nothing is said yet.
    package mutating func fill(from group: [(keyword: String, value: String)], of file: String) throws(DatabaseURLError)
    {
        for (keyword, value) in group {
            guard keyword != "service" else { throw DatabaseURLError("a service can't name another") }
            if has(keyword) { continue }
            try take(keyword, value, from: printable(file))
        }
    }

    /// Takes what libpq's variables say, where nothing is said yet.
    package mutating func fill(from environment: [String: String]) throws(DatabaseURLError) {
        for keyword in ConnectionKeyword.all where !has(keyword.name) {
            guard let variable = keyword.variable, let text = environment[variable] else { continue }
            // What an editor, echo or a mounted secret has put behind it.
            let value = String(text.reversed().drop { $0.isNewline }.reversed())
            if !value.isEmpty { try take(keyword.name, value, from: variable) }
        }
        if !has("sslmode"), environment["PGREQUIRESSL"] == "1" { try take("sslmode", "require", from: "PGREQUIRESSL") }
    }

    /// All of it as one URL of libpq's, for files that are to lead to the same place; nil where what was written is that already.
    /// - Parameter password: the one that was found in no place that such a file can name.
    package func rewritten(with password: Secret?) -> Secret? {
        let isWhole = password == nil || has("password") || has("passfile")
        guard isForeign || arePairs || !isWhole || settings.contains(where: { $0.origin != nil }) else { return nil }
        let written = ConnectionKeyword.all.map(\.name).filter {
            !["dbname", "password", "service", "servicefile"].contains($0)
        }
        var pairs = written.compactMap { name in self[name].map { "\(name)=\(PercentDecoding.encoded($0))" } }
        if let secret = self["password"] ?? (isWhole ? nil : password?.reveal()) {
            pairs.append("password=\(PercentDecoding.encoded(secret))")
        }
        return Secret(
            "postgres:///\(PercentDecoding.encoded(self["dbname"] ?? ""))?\(pairs.joined(separator: "&"))")
    }

    /// All that the members are dialled with as it stands.
    var dialled: [DatabaseURL.Setting] {
        ConnectionKeyword.all.compactMap { keyword in
            guard case .dialled = keyword.use, let value = self[keyword.name] else { return nil }
            return .init(keyword: keyword.name, value: Secret(value))
        }
    }

    /// Takes one setting.
    /// - Parameter isQuotable: whether `keyword` may be told where it is not known.
    mutating func take(
        _ keyword: String, _ value: String, from origin: String? = nil, isQuotable: Bool = true
    ) throws(DatabaseURLError) {
        var (keyword, value) = (keyword, value)
        if let mode = try Self.mode(keyword, value) { (keyword, value) = ("sslmode", mode) }
        if keyword == "sslmode", value == "no-verify" {
            value = SSLMode.require.rawValue
            verifiesNothing = true
        }
        guard let known = ConnectionKeyword.named(keyword) else { return try passOver(keyword, isQuotable) }
        if !value.isEmpty, let complaint = known.complaint(about: value) {
            throw DatabaseURLError("the \(keyword)\(origin.map { " (\($0))" } ?? "") \(complaint)")
        }
        if let before = settings.last(where: { $0.keyword == keyword }), before.value.reveal() != value {
            repeated.append(keyword)
        }
        settings.append(Setting(keyword: keyword, value: Secret(value), origin: origin))
    }

    private func has(_ keyword: String) -> Bool { settings.contains { $0.keyword == keyword } }

    /// The sslmode that other words stand for.
    private static func mode(_ keyword: String, _ value: String) throws(DatabaseURLError) -> String? {
        switch (keyword, value) {
        // libpq's own, of old.
        case ("requiressl", "1"), ("ssl", "true"): return "require"
        case ("requiressl", _): return "prefer"
        case ("ssl", "false"), ("ssl", "0"), ("ssl", "off"), ("ssl", "no"), ("ssl", "disable"): return "disable"
        case ("ssl", "1"), ("ssl", "on"), ("ssl", "yes"), ("ssl", "no-verify"): return "require"
        case ("ssl", _):
            guard SSLMode(rawValue: value) != nil else {
                throw DatabaseURLError("the parameter ssl is not understood: write sslmode=require, or another sslmode")
            }
            return value
        default: return nil
        }
    }

    private mutating func passOver(_ name: String, _ isQuotable: Bool) throws(DatabaseURLError) {
        // Behind a password each parameter may be the tail of it, of which an & or a space was not encoded.
        if DriverParameter.listed(name) == nil {
            guard isQuotable else {
                throw DatabaseURLError(
                    "behind the password stands a parameter that is not known; inside a password in a URL & is %26 and = is "
                        + "%3D, and one with white space stands in single quotes outside of a URL")
            }
        }
        if DriverParameter(name) == nil {
            guard !name.isEmpty, name.utf8.allSatisfy({ DatabaseLine.isNameByte($0) || [0x5B, 0x5D].contains($0) })
            else {
                throw DatabaseURLError("a parameter's name is none: name=value&name=value is expected behind the ?")
            }
            if let near = nearest(to: name, among: ConnectionKeyword.all.map(\.name)) {
                throw DatabaseURLError("the parameter \(printable(name)) is not known; did you mean \(near)?")
            }
        }
        if !passedOver.contains(name) { passedOver.append(name) }
    }

    /// What who wrote this should know though it is taken; without any value of it.
    package var notices: [String] {
        var sentences: [String] = []
        if isForeign { sentences.append("it is read as a URL that begins with postgres://") }
        if verifiesNothing { sentences.append("sslmode=no-verify is read as sslmode=require, libpq's word for it") }
        for keyword in repeated {
            sentences.append("\(keyword) is given more than once: the last one holds, as for libpq")
        }
        for kind in DriverParameter.allCases {
            let names = passedOver.filter { (DriverParameter($0) ?? .other) == kind }
            if names.isEmpty { continue }
            sentences.append("\(Self.list(names)) \(names.count == 1 ? "is" : "are") passed over: \(kind.advice)")
        }
        sentences += keywordNotices
        let variables = settings.compactMap(\.origin).filter { $0.hasPrefix("PG") }
        if !variables.isEmpty {
            sentences.append(
                "what it does not say is filled in from the environment, as libpq does: \(Self.list(variables))")
        }
        return sentences
    }

    /// One sentence for all keywords of which the same is to be told.
    private var keywordNotices: [String] {
        let given = ConnectionKeyword.all.filter { keyword in
            // What would be refused is all right with the value that it has.
            if case .refused = keyword.use { return false }
            return self[keyword.name] != nil && keyword.notice != nil
        }
        var told: [String] = []
        for keyword in given where !told.contains(where: { $0 == keyword.notice }) {
            told += keyword.notice.map { [$0] } ?? []
        }
        return told.map { notice in "\(Self.list(given.filter { $0.notice == notice }.map(\.name))): \(notice)" }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(12).map { printable($0) }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    }
}

extension ConnectionSettings: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: [] as [Mirror.Child], displayStyle: .struct) }
}
