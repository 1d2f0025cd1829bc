import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// A configuration on its way into a platform's files: its keys, the secrets that the files refer to, and the files
/// that must exist besides. An error names the key that a platform can't carry.
struct CarriedConfiguration {
    enum Platform: String {
        case systemd, fly, kubernetes

        /// Whether the agent runs in a container of its own, so that checks come from outside.
        var isContainer: Bool { self != .systemd }
    }

    /// A secret that the platform provides as a variable.
    struct Variable {
        let name: String
        /// The name of the secret's entry, if a secret has several.
        let entry: String
        /// The value, with PASSWORD in place of the password.
        let example: String
    }

    let platform: Platform
    let configuration: Configuration
    /// The `[pointsman]` keys in the files, in the order of the table.
    private(set) var keys: [(key: ConfigurationKey, text: String)] = []
    private(set) var variables: [Variable] = []
    /// Files with secrets, which are rendered beside the others.
    private(set) var secretFiles: [RenderedFile] = []

    /// The folder in which systemd's files are installed.
    static let folder = "/etc/pointsman"
    /// The address that means every address of a machine.
    private static let everywhere: [Platform: String] = [.fly: "[::]", .kubernetes: "0.0.0.0"]

    init(_ configuration: Configuration, for platform: Platform) throws(RenderError) {
        self.configuration = configuration
        self.platform = platform
        for (key, text) in Self.texts(configuration, platform) {
            switch key {
            case .databaseURL, .poolerConsole, .poolerURL: try carryURL(key, text)
            // The password file of the URL is carried already.
            case .passwordFile where text.isEmpty: break
            case .httpListen where platform.isContainer: try carryHTTP(text)
            case .poolerListen where platform.isContainer:
                try checkPlaces(key, configuration.poolerListen)
                keys.append((key, text))
            default: keys.append((key, text))
            }
        }
        try addStandards()
        try checkPoolerKeys()
        try checkDirectories()
        try checkFiles()
    }

    /// The keys that were given, and those that came from variables of another platform, which this platform does not
    /// have.
    private static func texts(
        _ configuration: Configuration, _ platform: Platform
    ) -> [(key: ConfigurationKey, text: String)] {
        let texts = configuration.texts
        var told: [ConfigurationKey: String] = [:]
        for (key, text) in texts.keys { told[key] = text.reveal() }
        if platform != .fly {
            if let region = configuration.policy.region { told[.region] = told[.region] ?? region.code }
            told[.fleetName] = told[.fleetName] ?? texts.variables["FLY_APP_NAME"]
            if let server = texts.variables["FLY_NAMESERVER"], !server.isEmpty {
                told[.resolver] = told[.resolver] ?? server
            }
        }
        return ConfigurationKey.allCases.compactMap { key in told[key].map { (key, $0) } }
    }

    /// Carries a URL, or the list of those of the consoles.
    private mutating func carryURL(_ key: ConfigurationKey, _ text: String) throws(RenderError) {
        let urls = (key == .poolerConsole ? Configuration.urls(inList: text) : [text]).map { BareURL($0) }
        guard urls.contains(where: \.hadPassword) else { return keys.append((key, text)) }
        guard platform == .systemd else {
            let (name, entry) =
                switch key {
                case .databaseURL: ("DATABASE_URL", "url")
                case .poolerURL: (key.variable, "pooler")
                default: (key.variable, "console")
                }
            let example = urls.map(\.example).joined(separator: ", ")
            return variables.append(Variable(name: name, entry: entry, example: example))
        }
        var carried: [String] = []
        switch key {
        case .databaseURL:
            let password = try password(key, urls[0], configuration.database)
            carried = [urls[0].text]
            secretFiles.append(RenderedFile("password", password + "\n", isSecret: true))
        case .poolerURL:
            for secret in [configuration.poolerURL].compactMap(\.self) {
                carried.append(try carryPassword(key, urls[0], secret, in: "pooler.pass"))
            }
        default:
            for (index, (url, secret)) in zip(urls, configuration.consoles).enumerated() {
                let file = index == 0 ? "console.pass" : "console-\(index + 1).pass"
                carried.append(url.hadPassword ? try carryPassword(key, url, secret, in: file) : url.text)
            }
        }
        keys.append((key, carried.joined(separator: ", ")))
        if key == .databaseURL { keys.append((.passwordFile, "\(Self.folder)/password")) }
    }

    /// The URL with a file of its password in the place of that.
    private mutating func carryPassword(
        _ key: ConfigurationKey, _ url: BareURL, _ secret: DatabaseURL, in file: String
    ) throws(RenderError) -> String {
        let password = try password(key, url, secret)
        guard secret.passFile == nil else { throw cannot(key, "it has both a password and a passfile: keep one") }
        let fields = ["*", "*", secret.database, secret.user, password].enumerated().map { index, field in
            index < 2 ? field : PassFile.escaped(field)
        }
        secretFiles.append(RenderedFile(file, fields.joined(separator: ":") + "\n", isSecret: true))
        return url.adding("passfile", "\(Self.folder)/\(file)")
    }

    /// A password that a file can hold.
    private func password(
        _ key: ConfigurationKey, _ url: BareURL, _ secret: DatabaseURL
    ) throws(RenderError) -> String {
        guard !url.hadKeyPassword else {
            throw cannot(key, "there is no file for an sslpassword: take a key without one, in a file of mode 0600")
        }
        let password = secret.password?.reveal() ?? ""
        guard !password.utf8.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
            throw cannot(key, "its password holds a line break, which a file of passwords can't")
        }
        return password
    }

    private mutating func carryHTTP(_ text: String) throws(RenderError) {
        let whoAsks = platform == .fly ? "Fly's checks" : "the kubelet's probes"
        let cure =
            "set http_listen to \(Self.everywhere[platform] ?? ""):\(configuration.httpListen?.port ?? 6433), or leave it out"
        guard let listen = configuration.httpListen else { throw cannot(.httpListen, "\(whoAsks) need it: \(cure)") }
        guard listen.isEverywhere else {
            throw cannot(.httpListen, "\(listen) is not reached by \(whoAsks), which come from outside: \(cure)")
        }
        keys.append((.httpListen, text))
    }

    /// An address of this machine alone can't be used on the platform's machines.
    private func checkPlaces(_ key: ConfigurationKey, _ listen: PoolerListen) throws(RenderError) {
        for case .address(let address) in listen.places {
            let place = ListenAddress(address: address, port: listen.port)
            guard !place.isEverywhere, !address.isLoopback else { continue }
            throw cannot(
                key, "\(place) is an address of one machine: set it to a loopback address such as 127.0.0.1:6432")
        }
    }

    /// Adds the keys that the platform needs, if they are not given.
    private mutating func addStandards() throws(RenderError) {
        let isTold = Set(keys.map(\.key))
        if let everywhere = Self.everywhere[platform], !isTold.contains(.httpListen) {
            let text = "\(everywhere):6433"
            keys.append((.httpListen, text))
            if configuration.poolerListen.port == 6433 {
                throw cannot(
                    .poolerListen, "port 6433 is taken by http_listen, which is \(text) there: set one of them")
            }
        }
        if !isTold.contains(.poolerListen) { keys.append((.poolerListen, "\(configuration.poolerListen)")) }
        if !isTold.contains(.logFormat) {
            // The journal adds the time to each line itself, and needs its priority.
            if platform == .systemd { keys.append((.logFormat, "journal")) }
            if platform == .kubernetes { keys.append((.logFormat, "json")) }
        }
        let order = ConfigurationKey.allCases
        keys.sort { order.firstIndex(of: $0.key) ?? 0 < order.firstIndex(of: $1.key) ?? 0 }
    }

    private func checkPoolerKeys() throws(RenderError) {
        for entry in configuration.pgbouncerKeys where entry.value.contains("ldapbindpasswd") {
            throw RenderError(
                "\(entry.origin): \(entry.key) holds a password, which no rendered file may: \(platform.rawValue) can't "
                    + "carry it")
        }
        for entry in configuration.databaseEntries where entry.line.isSecret {
            throw RenderError(
                "\(entry.origin): the line of \(entry.line.name) holds a password, which no rendered file may: let "
                    + "\(platform.rawValue) carry it in pooler_users_file, and name the user alone in the line")
        }
    }

    private func checkDirectories() throws(RenderError) {
        for (variable, folder) in directories {
            // Characters without a meaning in YAML, TOML, systemd, Docker and a shell, except systemd's %.
            let isPlain = folder.utf8.allSatisfy {
                $0 > 127 || $0.isLetterOrDigit || "/._-+@,=~%".utf8.contains($0)
            }
            guard isPlain, folder != "/" else {
                throw RenderError(
                    "\(platform.rawValue) can't carry \(variable)=\(printable(folder)): name another folder")
            }
        }
        guard configuration.stateDirectory != configuration.runtimeDirectory else {
            throw RenderError(
                "\(platform.rawValue) can't carry STATE_DIRECTORY and RUNTIME_DIRECTORY that are one folder")
        }
    }

    /// The two folders, with the variables that name them.
    var directories: [(variable: String, folder: String)] {
        [("STATE_DIRECTORY", configuration.stateDirectory), ("RUNTIME_DIRECTORY", configuration.runtimeDirectory)]
    }

    /// Whether they are the folders that the platform's files have without a word: those of the one instance, and under systemd
    /// those of the unit's own name.
    var hasStandardDirectories: Bool {
        let instance = platform == .systemd ? configuration.instance : nil
        return directories.map(\.folder) == Configuration.machineFolders(of: instance)
    }

    func cannot(_ key: ConfigurationKey, _ why: String) -> RenderError {
        RenderError("\(platform.rawValue) can't carry \(key.rawValue): \(why)")
    }
}

extension ListenAddress {
    /// Whether it means all addresses of a machine.
    fileprivate var isEverywhere: Bool { address == .v4(0) || address == .v6(high: 0, low: 0) }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
