import Glibc
import PointsmanConfiguration
package import PointsmanCore
package import PointsmanFormats

/// The files and variables by which this machine's C library resolves names.
package struct MachineNames: Sendable {
    /// The folder of resolv.conf, hosts and nsswitch.conf.
    package var folder: String
    package var localDomain: String?
    package var options: String?
    package var hostName: String?

    package init(folder: String, localDomain: String? = nil, options: String? = nil, hostName: String? = nil) {
        self.folder = folder
        self.localDomain = localDomain
        self.options = options
        self.hostName = hostName
    }

    /// The names of this process's machine.
    package static func ours() -> MachineNames {
        let variable = { (name: String) in getenv(name).map { String(cString: $0) } }
        var name = [CChar](repeating: 0, count: 256)
        let hostName =
            gethostname(&name, name.count - 1) == 0
            ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
        return MachineNames(
            folder: "/etc", localDomain: variable("LOCALDOMAIN"), options: variable("RES_OPTIONS"), hostName: hostName)
    }

    /// The content of the files.
    package struct View: Equatable, Sendable {
        package var resolver: ResolvConf
        package var rules: NameRules
    }

    /// Reads the files. It blocks: not for the reactor.
    /// - Parameter hosts: the names to look for in the hosts file, which may be long.
    package func read(_ hosts: [String]) -> View {
        let resolver = ResolvConf(
            text("resolv.conf"), localDomain: localDomain, options: options, hostName: hostName)
        let wanted = hosts.map { $0.lowercased() }
        let lines = wanted.isEmpty ? [:] : HostsFile.addresses(in: text("hosts") ?? "", of: wanted)
        return View(
            resolver: resolver,
            rules: NameRules(
                steps: NameServiceSwitch.steps(in: text("nsswitch.conf")), hosts: lines, search: resolver.search,
                dots: resolver.dots, asksSingleLabels: resolver.asksSingleLabels, asksForV6: resolver.asksForV6))
    }

    /// A value that differs after each change of a file.
    package struct Stamp: Equatable, Sendable {
        fileprivate var numbers: [Int] = []
    }

    /// The present stamp. It blocks for as long as stat(2) does.
    package func stamp() -> Stamp {
        var stamp = Stamp()
        for name in ["resolv.conf", "hosts", "nsswitch.conf"] {
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else {
                stamp.numbers.append(0)
                continue
            }
            stamp.numbers += [
                Int(truncatingIfNeeded: status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
            ]
        }
        return stamp
    }

    private func text(_ name: String) -> String? {
        guard case .bytes(let bytes, _) = Disk.load("\(folder)/\(name)") else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
