extension ConfigurationKey {
    /// The value that applies if none is given.
    package enum Standard: Equatable, Sendable {
        /// This text, as if it were written.
        case value(String)
        /// The value is found out; the words say how.
        case found(String)
        case none
        /// The key must be given.
        case required
    }

    /// The effect of SIGHUP on a changed value.
    package enum Effect: Equatable, Sendable {
        /// It applies at once.
        case live
        /// It applies at the next start, and the log says so.
        case start
        /// It applies at once, except for these parts.
        case liveBut(String)

        /// The words in the table of keys.
        var words: String {
            switch self {
            case .live: ""
            case .start: " At start."
            case .liveBut(let parts): " \(parts) at start."
            }
        }
    }

    /// The row of one key in the table.
    package struct Row {
        package let form: ConfigurationForm
        package let standard: Standard
        /// A sentence that says what the key is, and whether a change waits for a start.
        package let help: String
        package let effect: Effect
        /// Reads the given value, or the default, into its place; does nothing for a key that the builder reads itself.
        var take: (inout ConfigurationValues, ConfigurationKey, inout Configuration) -> Void = { _, _, _ in }
        /// Keeps the value of the running configuration.
        private(set) var keep: (inout Configuration, _ running: Configuration) -> Void = { _, _ in }
        /// Whether the key's value differs between two configurations, whether it is given or a default.
        let differs: (Configuration, Configuration) -> Bool

        /// A row for a key whose value is stored in `place` as it is parsed.
        init<Value: Equatable>(
            _ type: ValueType<Value>, _ standard: Standard, _ help: String, _ effect: Effect = .live,
            at place: WritableKeyPath<Configuration, Value>
        ) {
            self.init(type.form, standard, help, effect, of: place)
            take = { values, key, configuration in
                if let value = values.read(key, type.parse) { configuration[keyPath: place] = value }
            }
        }

        /// A row for a key whose value is optional.
        init<Value: Equatable>(
            _ type: ValueType<Value>, _ standard: Standard, _ help: String, _ effect: Effect = .live,
            at place: WritableKeyPath<Configuration, Value?>
        ) {
            self.init(type.form, standard, help, effect, of: place)
            take = { values, key, configuration in
                if let value = values.read(key, type.parse) { configuration[keyPath: place] = value }
            }
        }

        /// A row for a key whose value in `place` is made by the builder.
        init<Value: Equatable>(
            _ form: ConfigurationForm, _ standard: Standard, _ help: String, _ effect: Effect = .live,
            of place: WritableKeyPath<Configuration, Value>
        ) {
            self.init(form, standard, help, effect) { $0[keyPath: place] != $1[keyPath: place] }
            keep = { $0[keyPath: place] = $1[keyPath: place] }
        }

        /// A row for a key that gives part of a value.
        /// - Parameter differs: see ``differs``. ``Configuration/taking(_:)`` then decides what waits for a start.
        init(
            _ form: ConfigurationForm, _ standard: Standard, _ help: String, _ effect: Effect = .live,
            differs: @escaping (Configuration, Configuration) -> Bool
        ) {
            self.form = form
            self.standard = standard
            self.help = help + effect.words
            self.effect = effect
            self.differs = differs
        }
    }
}
