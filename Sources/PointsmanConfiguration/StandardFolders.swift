/// The folders of an instance if no key names them.
///
/// Those that systemd gives come first (`RUNTIME_DIRECTORY`, `STATE_DIRECTORY`). Otherwise root, and a user who may write
/// there, has the machine's: /run/pointsman and /var/lib/pointsman. An ordinary user has folders of their own, by the XDG
/// Base Directory Specification; one who asks an agent finds the machine's if none of their own runs.
struct StandardFolders: Equatable {
    let state: String
    let runtime: String

    /// - Parameter instance: the instance's name; nil for the one that needs none.
    init(of instance: String?, environment: [String: String], account: Account) {
        let machine = Self.machine(instance)
        guard !account.mayHaveMachineFolders(instance), let home = Self.folder("HOME", environment)
        else {
            self = machine
            return
        }
        let name = Self.name(of: instance)
        let state = "\(Self.folder("XDG_STATE_HOME", environment) ?? "\(home)/.local/state")/\(name)"
        let login = Self.folder("XDG_RUNTIME_DIR", environment)
        // Without a login session there is no folder for sockets.
        let runtime = login ?? (account.mayWrite(account.loginFolder) ? account.loginFolder : nil)
        let own = StandardFolders(state: state, runtime: runtime.map { "\($0)/\(name)" } ?? "\(state)/run")
        self = account.hasAgent(machine.runtime) && !account.hasAgent(own.runtime) ? machine : own
    }

    private init(state: String, runtime: String) {
        self.state = state
        self.runtime = runtime
    }

    /// The machine's folders: those that `StateDirectory=%N` and `RuntimeDirectory=%N` of the unit make.
    static func machine(_ instance: String?) -> StandardFolders {
        StandardFolders(state: "/var/lib/\(name(of: instance))", runtime: "/run/\(name(of: instance))")
    }

    /// The unit's name without its suffix, as systemd has it in `%N`: `pointsman@shop`.
    private static func name(of instance: String?) -> String { instance.map { "pointsman@\($0)" } ?? "pointsman" }

    /// The folder in a variable; nil if it is not set or not absolute, which the specification has ignored.
    private static func folder(_ variable: String, _ environment: [String: String]) -> String? {
        environment[variable].flatMap { $0.hasPrefix("/") && $0 != "/" ? $0 : nil }
    }
}

extension Configuration {
    /// The machine's state and runtime directory of an instance; nil for the one that needs no name.
    package static func machineFolders(of instance: String?) -> [String] {
        let folders = StandardFolders.machine(instance)
        return [folders.state, folders.runtime]
    }
}

extension Account {
    /// Whether the machine's folders of an instance are this user's.
    func mayHaveMachineFolders(_ instance: String?) -> Bool {
        let machine = StandardFolders.machine(instance)
        return isRoot || mayWrite(machine.state) || mayWrite(machine.runtime)
    }
}
