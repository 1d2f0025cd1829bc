import PointsmanCore
import PointsmanFormats

/// The fence's file: read, written and read again it is the same, whatever the clusters are called.
enum FenceProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        if let file = try? FenceFile(bytes) { try checkRoundTrip(file) }
        let names = bytes.split(separator: 0x1E).map { String(decoding: $0, as: UTF8.self) }
        var file = FenceFile()
        for (index, name) in names.enumerated() {
            file[name] = Fence(
                systemIdentifier: SystemIdentifier(.max), timeline: Timeline(UInt32(index + 1)),
                owner: MemberID(address: .v4(0xC000_0201), port: 5432), lsn: LSN(bytes: UInt64(index)),
                ownerStartedMicroseconds: index.isMultiple(of: 2) ? nil : Int64(index),
                disownedMicroseconds: (0..<Int64(index % 3)).map { $0 },
                ownerAddresses: (0..<UInt32(index % 3)).map { MemberID(address: .v4($0), port: 1) })
        }
        try checkRoundTrip(file)
    }

    private static func checkRoundTrip(_ file: FenceFile) throws(BrokenProperty) {
        let again: FenceFile
        do throws(FenceFileError) {
            again = try FenceFile(Array(file.text.utf8))
        } catch {
            throw BrokenProperty("\(file.text.debugDescription) is not read back: \(error)")
        }
        try expect(again == file, "\(file.text) is read back as \(again.text)")
        try expectSame(again.text, file.text, "the file written again")
    }
}
