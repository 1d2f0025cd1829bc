import Glibc
import PointsmanConfiguration

/// The number by which an instance differs from the others, so that what all of them do is not done in step.
enum InstanceSeed {
    /// The same at each start: of the machine's name, and of the folder where it may run several.
    static func number(_ configuration: Configuration) -> UInt64 {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let bytes = name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)) + Array(configuration.runtimeDirectory.utf8)
        // FNV-1a.
        return bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
