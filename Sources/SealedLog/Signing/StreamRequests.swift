/// What waits beside a stream for the signature of an identity that is kept elsewhere.
package enum StreamRequests {
  /// The request that waits, to be written out again.
  ///
  /// - Throws: `StreamError` `.requestMissing` if none does.
  package static func waiting(_ files: StreamFiles, services: RecorderServices) throws(StreamError) -> SigningRequest {
    try PendingFile(files, services: services).request
  }

  /// Gives up what waits, and erases its secrets.
  ///
  /// - Throws: `StreamError` `.requestMissing` if nothing waits.
  package static func cancel(_ files: StreamFiles, services: RecorderServices) throws(StreamError) {
    let lock = try WriterLock(path: files.lock, patienceMilliseconds: services.lockPatienceMilliseconds)
    defer { StreamOpening.release(lock, files) }
    guard DurableFile.exists(files.pending) else {
      throw StreamError(.requestMissing, files.stream, "nothing waits for a signature here")
    }
    PendingFile.erase(files)
  }
}
