import Logging
import PointsmanAgent
import PointsmanConfiguration
import PointsmanFormats
import Testing

@Suite("An instance's folders and its file")
struct InstanceTests {
    private static let url = "[pointsman]\ndatabase_url = postgres://app:pw@h/app\n"
    private static let home = ["HOME": "/home/me", "DATABASE_URL": "postgres://app:pw@h/app"]

    /// An ordinary user who may write to `folders`, on a machine whose agents run in `agents`.
    private static func user(mayWrite folders: [String] = [], agents: [String] = []) -> Account {
        Account(
            isRoot: false, loginFolder: "/run/user/7", mayWrite: { folders.contains($0) },
            hasAgent: { agents.contains($0) })
    }

    private static func loaded(
        cluster: String? = nil, _ environment: [String: String], as account: Account, _ files: [String: String] = [:],
        file: String? = nil
    ) throws(ConfigurationFailure) -> Configuration {
        try ConfigurationLoader.load(file: file, cluster: cluster, environment: environment, as: account) { name in
            files[name].map { .bytes(Array($0.utf8), mode: 0o600) } ?? .absent
        }
    }

    private static func folders(_ configuration: Configuration) -> [String] {
        [configuration.stateDirectory, configuration.runtimeDirectory]
    }

    @Test("an ordinary user's agent has the user's own XDG folders, with DATABASE_URL alone")
    func ordinaryUser() throws {
        let plain = try Self.loaded(Self.home, as: Self.user(mayWrite: ["/run/user/7"]))
        #expect(Self.folders(plain) == ["/home/me/.local/state/pointsman", "/run/user/7/pointsman"])
        let given = ["XDG_STATE_HOME": "/s", "XDG_RUNTIME_DIR": "/r"].merging(Self.home) { $1 }
        #expect(try Self.folders(Self.loaded(given, as: Self.user())) == ["/s/pointsman", "/r/pointsman"])
        // Without a login session.
        let alone = try Self.loaded(Self.home, as: Self.user())
        #expect(
            Self.folders(alone) == ["/home/me/.local/state/pointsman", "/home/me/.local/state/pointsman/run"])
    }

    @Test("root, and a user who may write to the machine's folders, have those")
    func machineFolders() throws {
        let machine = ["/var/lib/pointsman", "/run/pointsman"]
        #expect(try Self.folders(Self.loaded(Self.home, as: .root)) == machine)
        for folder in machine {
            #expect(try Self.folders(Self.loaded(Self.home, as: Self.user(mayWrite: [folder]))) == machine)
        }
    }

    @Test("systemd's folders go before the standard ones, and the keys before systemd's")
    func order() throws {
        let systemd = ["STATE_DIRECTORY": "/s/one:/s/two", "RUNTIME_DIRECTORY": "/r/"].merging(Self.home) { $1 }
        #expect(try Self.folders(Self.loaded(systemd, as: Self.user())) == ["/s/one", "/r"])
        let keys = ["/c": "[pointsman]\nstate_directory = /key/s/\nruntime_directory = /key/r\n"]
        #expect(try Self.folders(Self.loaded(systemd, as: .root, keys, file: "/c")) == ["/key/s", "/key/r"])
    }

    @Test("a cluster's name leads to its file, and to folders of its own")
    func cluster() throws {
        let files = ["/etc/pointsman/shop.ini": Self.url]
        let shop = try Self.loaded(cluster: "shop", [:], as: .root, files)
        #expect(shop.instance == "shop")
        #expect(Self.folders(shop) == ["/var/lib/pointsman@shop", "/run/pointsman@shop"])
        let byFile = try Self.loaded([:], as: .root, files, file: "/etc/pointsman/shop.ini")
        #expect(Self.folders(byFile) == Self.folders(shop))
        let elsewhere = try Self.loaded([:], as: .root, ["/srv/shop.ini": Self.url], file: "/srv/shop.ini")
        #expect(Self.folders(elsewhere) == ["/var/lib/pointsman", "/run/pointsman"])
        let standard = try Self.loaded(
            cluster: "pointsman", [:], as: .root, ["/etc/pointsman/pointsman.ini": Self.url])
        #expect(standard.instance == nil)
    }

    @Test("a user's own file goes before the machine's, which only root has")
    func ownFile() throws {
        let files = [
            "/home/me/.config/pointsman/shop.ini": Self.url + "log_level = debug\n",
            "/etc/pointsman/shop.ini": Self.url,
        ]
        let mine = try Self.loaded(cluster: "shop", Self.home, as: Self.user(mayWrite: ["/run/user/7"]), files)
        #expect(mine.logLevel == .debug)
        #expect(mine.runtimeDirectory == "/run/user/7/pointsman@shop")
        #expect(try Self.loaded(cluster: "shop", Self.home, as: .root, files).logLevel == .info)
    }

    @Test("the file of an unknown cluster is missed by its name")
    func unknown() {
        let failure = #expect(throws: ConfigurationFailure.self) {
            try Self.loaded(cluster: "shop", Self.home, as: .root)
        }
        #expect(failure?.exitCode == .noInput)
        #expect(failure?.description.contains("/etc/pointsman/shop.ini: the file does not exist") == true)
    }

    @Test("a machine's configuration that an ordinary user may not read is no matter of that user's agent")
    func othersFile() throws {
        func load(as account: Account) throws(ConfigurationFailure) -> Configuration {
            try ConfigurationLoader.load(file: nil, environment: Self.home, as: account) { name in
                name == "/etc/pointsman/pointsman.ini" ? .denied : .absent
            }
        }
        #expect(try load(as: Self.user()).database.user == "app")
        let failure = #expect(throws: ConfigurationFailure.self) {
            try load(as: Self.user(mayWrite: ["/run/pointsman"]))
        }
        #expect(failure?.exitCode == .noPermission)
    }

    @Test(
        "a user with another one's HOME has no file of its own there, and one that it may not read in its own is told",
        arguments: [true, false])
    func othersHome(isHidden: Bool) throws {
        func load() throws(ConfigurationFailure) -> Configuration {
            let user = Self.user(mayWrite: ["/run/pointsman"])
            return try ConfigurationLoader.load(file: nil, environment: Self.home, as: user) { name in
                switch name {
                case "/home/me/.config": isHidden ? .denied : .failed("Is a directory")
                case "/home/me/.config/pointsman/pointsman.ini": .denied
                default: .absent
                }
            }
        }
        if isHidden {
            #expect(try load().database.user == "app")
        } else {
            let failure = #expect(throws: ConfigurationFailure.self) { try load() }
            #expect(failure?.exitCode == .noPermission)
        }
    }

    /// What a command that asks the agent takes for its folder.
    private static func asked(
        file: String? = nil, cluster: String? = nil, _ environment: [String: String] = home, as account: Account,
        _ disk: @escaping (String) -> LoadedFile = { _ in .absent }
    ) throws(ConfigurationFailure) -> String {
        try ConfigurationPlace(file: file, cluster: cluster, environment: environment, account: account, disk: disk)
            .folder(.runtime, environment: environment, account: account, disk: disk)
    }

    @Test("a command finds the agent by the key, though the rest of the file is wrong or hidden")
    func asking() throws {
        func disk(_ name: String) -> LoadedFile {
            switch name {
            case "/lab/pointsman.ini":
                .bytes(Array("[pointsman]\nruntime_directory = /lab/run\nnonsense = 1\n".utf8), mode: 0o600)
            case "/etc/pointsman/shop.ini": .denied
            default: .absent
            }
        }
        #expect(try Self.asked(file: "/lab/pointsman.ini", as: .root, disk) == "/lab/run")
        #expect(try Self.asked(cluster: "shop", as: .root, disk) == "/run/pointsman@shop")
        let failure = #expect(throws: ConfigurationFailure.self) {
            try Self.asked(file: "/none.ini", as: .root, disk)
        }
        #expect(failure?.description.contains("the file /none.ini does not exist") == true)
    }

    @Test("an ordinary user's command asks the machine's agent if none of the user's own runs")
    func askingTheMachines() throws {
        let mine = "/run/user/7/pointsman"
        func folder(agents: [String]) throws(ConfigurationFailure) -> String {
            try Self.asked(as: Self.user(mayWrite: ["/run/user/7"], agents: agents))
        }
        #expect(try folder(agents: ["/run/pointsman"]) == "/run/pointsman")
        #expect(try folder(agents: ["/run/pointsman", mine]) == mine)
        #expect(try folder(agents: []) == mine)
    }

    @Test(
        "a folder that is no path is refused by its key",
        arguments: ["state_directory = here", "runtime_directory = /a b"])
    func wrong(line: String) {
        let told = failure(Self.url + line + "\n")
        #expect(told.contains("main:3: \(line): an absolute path without white space is expected"), "\(told)")
    }
}
