import Logging
import PointsmanCore
import PointsmanFormats

/// A type of value: its form, for the table of keys, and its parser.
struct ValueType<Value> {
    let form: ConfigurationForm
    let parse: (String) throws(Expectation) -> Value

    init(_ form: ConfigurationForm, _ parse: @escaping (String) throws(Expectation) -> Value) {
        self.form = form
        self.parse = parse
    }
}

extension ValueType where Value == Duration {
    static var duration: Self { Self(.duration, Quantity.duration) }
    static var pause: Self { Self(.pause, Quantity.pause) }
}

extension ValueType where Value == String {
    static var text: Self { Self(.text) { (text) throws(Expectation) in text } }
    static var path: Self { Self(.path, ConfigurationBuilder.path) }
    static var folder: Self { Self(.folder, ConfigurationBuilder.folder) }
    static var group: Self { Self(.group, ConfigurationBuilder.groupName) }
    static var user: Self { Self(.user, ConfigurationBuilder.userName) }
    static var fleetName: Self { Self(.name, ConfigurationBuilder.fleetName) }
}

extension ValueType where Value == [String] {
    static var command: Self { Self(.command, CommandWords.words) }
    static var hosts: Self {
        Self(.hosts) { (text) throws(Expectation) in try ConfigurationBuilder.list(text, ConfigurationBuilder.hostName)
        }
    }
    static var nameservers: Self {
        Self(.addresses) { (text) throws(Expectation) in try ConfigurationBuilder.list(text, nameserver) }
    }

    /// A DNS server as `ADDRESS:PORT`.
    static func nameserver(_ item: String) throws(Expectation) -> String {
        if let server = Nameserver(scoped: item) { return server.description }
        guard let server = MemberID(item, port: 53) else {
            throw Expectation("\(printable(item)) is no ADDRESS or ADDRESS:PORT such as [fdaa::3]:53")
        }
        return server.description
    }
}

extension ValueType where Value == Exclusion {
    static var exclusion: Self {
        Self(.names) { (text) throws(Expectation) in
            let items = try ConfigurationBuilder.list(text) { (item) throws(Expectation) in
                guard IPAddress(item) != nil || DatabaseURL.isHostName(item) else {
                    throw Expectation("\(printable(item)) is neither an address nor a name")
                }
                return item
            }
            return Exclusion(items)
        }
    }
}

extension ValueType where Value == Region {
    static var region: Self {
        Self(.region) { (text) throws(Expectation) in
            guard let region = Region(text) else {
                throw Expectation("lower-case letters, digits and dashes are expected, such as iad")
            }
            return region
        }
    }
}

extension ValueType where Value == SystemIdentifier {
    static var systemIdentifier: Self {
        Self(.number) { (text) throws(Expectation) in
            SystemIdentifier(
                try ConfigurationBuilder.number(text, most: .max, "what pg_controldata calls the system identifier"))
        }
    }
}

extension ValueType where Value == Timeline {
    static var timeline: Self {
        Self(.number) { (text) throws(Expectation) in
            Timeline(UInt32(try ConfigurationBuilder.number(text, most: UInt64(UInt32.max), "a timeline")))
        }
    }
}

extension ValueType where Value == Int {
    static var probes: Self {
        Self(.number) { (text) throws(Expectation) in
            Int(try ConfigurationBuilder.number(text, most: 1_000_000, "a number of probes a second"))
        }
    }

    static var processes: Self {
        Self(.number) { (text) throws(Expectation) in
            Int(try ConfigurationBuilder.number(text, most: 64, "a number of PgBouncer processes"))
        }
    }
}

extension ValueType where Value == Int64 {
    static var recorderSize: Self { Self(.size, Quantity.recorderBytes) }
}

extension ValueType where Value == ReplicaLag {
    static var lag: Self { Self(.lag, Quantity.lag) }
}

extension ValueType where Value == ListenAddress {
    static var listen: Self { Self(.listen, ConfigurationBuilder.listen) }
}

extension ValueType where Value == PoolerListen {
    static var listens: Self { Self(.listens) { (text) throws(Expectation) in try PoolerListen(text) } }
}

extension ValueType where Value: RawRepresentable<String> {
    /// One of the words of `values`.
    static func choice(_ values: [Value]) -> Self {
        let words = values.map(\.rawValue)
        return Self(.choice(words)) { (text) throws(Expectation) in
            guard let value = values.first(where: { $0.rawValue == text }) else {
                throw ConfigurationBuilder.unknown(text, among: words)
            }
            return value
        }
    }
}
