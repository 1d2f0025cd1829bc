import PointsmanFormats

/// The texts that were given for each key, and where; and all that turned out to be wrong with them.
struct ConfigurationValues {
    private struct Given {
        var text: String
        var origin: ConfigurationOrigin
    }

    private var given: [ConfigurationKey: Given] = [:]
    private var failed: Set<ConfigurationKey> = []
    private(set) var errors: [ConfigurationError] = []
    private(set) var notices: [ConfigurationNotice] = []
    /// Whether something that can't be read, and is told of, may name the database.
    var mayNameDatabase = false

    /// Takes a value; a later one replaces it.
    mutating func set(_ key: ConfigurationKey, to text: String, from origin: ConfigurationOrigin) {
        let value = PastedValue(text, isCommand: key == .hook, isFile: origin.isFile && key.row.form != .url)
        given[key] = Given(text: value.text, origin: origin)
        if value.wasQuoted { note(at: origin, "the quotes around the value of \(key.rawValue) are left out") }
    }

    /// The text of `key`; nil where it was not given.
    func text(of key: ConfigurationKey) -> String? { given[key]?.text }

    func isGiven(_ key: ConfigurationKey) -> Bool { given[key] != nil }

    func origin(of key: ConfigurationKey) -> ConfigurationOrigin { given[key]?.origin ?? .standard }

    /// Whether the keys' values can be read, so that they may be compared.
    func areSound(_ keys: ConfigurationKey...) -> Bool { failed.isDisjoint(with: keys) }

    /// The value of `key`, or what holds by default; nil where there is neither or it can't be read, which is then an
    /// error. An empty text is nothing.
    mutating func read<Value>(
        _ key: ConfigurationKey, _ parse: (String) throws(Expectation) -> Value
    ) -> Value? {
        var text = given[key]?.text
        if text == nil, case .value(let standard) = key.row.standard { text = standard }
        guard let text, !text.isEmpty else { return nil }
        do throws(Expectation) {
            // The reader of URLs looks itself: `keyword=value` pairs may stand in several lines.
            guard key.row.form == .url || !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
                throw Expectation("one line without control characters is expected")
            }
            return try parse(text)
        } catch {
            let shown = key.isSecret ? key.rawValue : "\(key.rawValue) = \(printable(text, most: 60))"
            complain(about: key, "\(shown): \(error.words)")
            return nil
        }
    }

    /// Records what is wrong with the value of `key`.
    mutating func complain(about key: ConfigurationKey, code: ExitCode? = nil, _ sentence: String) {
        failed.insert(key)
        complain(at: origin(of: key), code: code, sentence)
    }

    mutating func complain(at origin: ConfigurationOrigin, code: ExitCode? = nil, _ sentence: String) {
        errors.append(ConfigurationError(code, at: origin, sentence))
    }

    mutating func complain(_ error: ConfigurationError) {
        errors.append(error)
    }

    /// Records what was taken, and should be known nevertheless.
    mutating func note(at origin: ConfigurationOrigin, _ sentence: String) {
        notices.append(ConfigurationNotice(origin: origin, sentence: sentence))
    }

    mutating func note(about key: ConfigurationKey, _ sentence: String) {
        note(at: origin(of: key), sentence)
    }
}
