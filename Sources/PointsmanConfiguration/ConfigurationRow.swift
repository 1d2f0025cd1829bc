extension ConfigurationKey {
    /// What holds if no value is given.
    package enum Standard: Equatable, Sendable {
        /// This text, as if it had been written.
        case value(String)
        /// Found out; the words say how.
        case found(String)
        case none
        /// The key must be given.
        case required
    }

    /// What SIGHUP does with a value that has changed.
    package enum Effect: Equatable, Sendable {
        /// It holds from then on.
        case live
        /// It waits for the next start, and the log says so.
        case start
        /// It holds from then on, but for these parts of it.
        case liveBut(String)

        /// For the table of keys.
        var words: String {
            switch self {
            case .live: ""
            case .start: " At start."
            case .liveBut(let parts): " \(parts) at start."
            }
        }
    }

    /// All that is to be said of one key.
    package struct Row {
        package let form: ConfigurationForm
        package let standard: Standard
        /// What it is, and whether a change of it waits for a start.
        package let help: String
        package let effect: Effect
        /// Reads what was given, or what holds by default, into its place; empty for a key that the builder reads itself.
        var take: (inout ConfigurationValues, ConfigurationKey, inout Configuration) -> Void = { _, _, _ in }
        /// Leaves the value of the running configuration in its place.
        private(set) var keep: (inout Configuration, _ running: Configuration) -> Void = { _, _ in }
        /// Whether the key says another thing in one configuration than in the other, whether it was written or is a default.
        let differs: (Configuration, Configuration) -> Bool

        /// A row of a key whose value stands in `place` as it is read.
        init<Value: Equatable>(
            _ type: ValueType<Value>, _ standard: Standard, _ help: String, _ effect: Effect = .live,
            at place: WritableKeyPath<Configuration, Value>
        ) {
            self.init(type.form, standard, help, effect, of: place)
            take = { values, key, configuration in
                if let value = values.read(key, type.parse) { configuration[keyPath: place] = value }
            }
        }

        /// A row of a key that may say nothing.
        init<Value: Equatable>(
            _ type: ValueType<Value>, _ standard: Standard, _ help: String, _ effect: Effect = .live,
            at place: WritableKeyPath<Configuration, Value?>
        ) {
            self.init(type.form, standard, help, effect, of: place)
            take = { values, key, configuration in
                if let value = values.read(key, type.parse) { configuration[keyPath: place] = value }
            }
        }

        /// A row of a key of which the builder makes what stands in `place`.
        init<Value: Equatable>(
            _ form: ConfigurationForm, _ standard: Standard, _ help: String, _ effect: Effect = .live,
            of place: WritableKeyPath<Configuration, Value>
        ) {
            self.init(form, standard, help, effect) { $0[keyPath: place] != $1[keyPath: place] }
            keep = { $0[keyPath: place] = $1[keyPath: place] }
        }

        /// A row of a key that says a part of something.
        /// - Parameter differs: see ``differs``. What waits for a start is then up to ``Configuration/taking(_:)``.
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
