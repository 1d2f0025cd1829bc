import FuzzProperties

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    FuzzedInput.check(.recording, bytes, count)
}
