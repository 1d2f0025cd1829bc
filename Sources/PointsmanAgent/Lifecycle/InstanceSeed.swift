import Glibc
import PointsmanConfiguration

/// A number that differs between instances, so that they do not act in step.
enum InstanceSeed {
    /// The seed, the same at each start: a hash of the machine's name and of the runtime directory, since a machine may
    /// run several.
    static func number(_ configuration: Configuration) -> UInt64 {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let bytes = name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)) + Array(configuration.runtimeDirectory.utf8)
        // FNV-1a.
        return bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
