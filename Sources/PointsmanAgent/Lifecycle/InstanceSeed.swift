import Glibc
import PointsmanCore

/// A number that differs from one instance to the next, and stays over its restarts: made of the host's name and the state
/// directory, which two agents on one host can't share.
enum InstanceSeed {
    /// FNV-1a of both.
    static func seed(host: String, stateDirectory: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(host) \(stateDirectory)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return hash
    }

    /// The host's name; empty where it has none.
    static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension Configuration {
    /// The policy, with what is this instance's own.
    var seededPolicy: Policy {
        var policy = policy
        policy.canarySeed = InstanceSeed.seed(host: InstanceSeed.host, stateDirectory: stateDirectory)
        return policy
    }
}
