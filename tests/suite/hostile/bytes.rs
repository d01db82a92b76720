//! Archives and compressed files by hand: a library would refuse to write most of them.

use std::io::{Cursor, Write};

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, Crc, FlushCompress};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sound zip of these files.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A zip whose only member has this name, exactly.
pub fn zipped_as(name: &[u8], content: &[u8]) -> Vec<u8> {
    Member::stored(name, content).alone()
}

/// A gzip of these bytes.
pub fn gzipped(content: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(content).unwrap();
    gzip.finish().unwrap()
}

/// A gzip of a head and then of one block over and over.
pub fn gzipped_over_and_over(head: &[u8], block: &[u8], times: usize) -> Vec<u8> {
    let (packed, crc) = repeated(head, block, times);
    let mut gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    gzip.extend(packed);
    gzip.extend(crc.sum().to_le_bytes());
    gzip.extend(crc.amount().to_le_bytes());
    gzip
}

/// Deflates a head, then one block over and over without doing the work more than once.
fn repeated(head: &[u8], block: &[u8], times: usize) -> (Vec<u8>, Crc) {
    // After a full flush nothing refers back, so that a packed block may be repeated as it is.
    let flushed = |content: &[u8]| {
        let mut packed = Vec::with_capacity(content.len() + 1_000);
        let mut deflate = Compress::new(Compression::best(), false);
        deflate.compress_vec(content, &mut packed, FlushCompress::Full).unwrap();
        packed
    };
    let sum = |content: &[u8]| {
        let mut crc = Crc::new();
        crc.update(content);
        crc
    };
    let (mut packed, mut crc) = (flushed(head), sum(head));
    let (one, one_crc) = (flushed(block), sum(block));
    for _ in 0..times {
        packed.extend(&one);
        crc.combine(&one_crc);
    }
    // The last block, empty.
    packed.extend([3, 0]);
    (packed, crc)
}

/// A member of a zip, with every claim of its directory entry open to a lie.
#[derive(Clone)]
pub struct Member {
    pub name: Vec<u8>,
    pub packed: Vec<u8>,
    pub crc: u32,
    pub size: u32,
    /// 0 is stored, 8 is deflated.
    pub method: u16,
    /// Bit 0 is encrypted.
    pub flags: u16,
    /// Unix mode in the upper half.
    pub attributes: u32,
    /// Where the directory says the member begins; `None` is the truth.
    pub begins: Option<u32>,
}

impl Member {
    pub fn stored(name: &[u8], content: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(content);
        Self {
            name: name.to_vec(),
            packed: content.to_vec(),
            crc: crc.sum(),
            size: u32::try_from(content.len()).unwrap(),
            method: 0,
            flags: 0,
            attributes: 0o100_644 << 16,
            begins: None,
        }
    }

    /// A head and then one block over and over, deflated.
    pub fn bomb(name: &[u8], head: &[u8], block: &[u8], times: usize) -> Self {
        let (packed, crc) = repeated(head, block, times);
        let size = u32::try_from(head.len() + block.len() * times).unwrap();
        Self { packed, crc: crc.sum(), size, method: 8, ..Self::stored(name, b"") }
    }

    pub fn alone(self) -> Vec<u8> {
        archive(&[self])
    }

    /// The part of the header that both copies share.
    fn claims(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for short in [20, self.flags, self.method, 0, 0x5021] {
            bytes.extend(short.to_le_bytes());
        }
        bytes.extend(self.crc.to_le_bytes());
        bytes.extend(u32::try_from(self.packed.len()).unwrap().to_le_bytes());
        bytes.extend(self.size.to_le_bytes());
        bytes.extend(u16::try_from(self.name.len()).unwrap().to_le_bytes());
        bytes.extend(0_u16.to_le_bytes());
        bytes
    }
}

/// A zip of these members, lies included.
pub fn archive(members: &[Member]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let begins = member.begins.unwrap_or_else(|| u32::try_from(bytes.len()).unwrap());
        if member.begins.is_none() {
            bytes.extend(b"PK\x03\x04");
            bytes.extend(member.claims());
            bytes.extend(&member.name);
            bytes.extend(&member.packed);
        }
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(member.claims());
        directory.extend([0; 6]);
        directory.extend(member.attributes.to_le_bytes());
        directory.extend(begins.to_le_bytes());
        directory.extend(&member.name);
    }
    let start = u32::try_from(bytes.len()).unwrap();
    let count = u16::try_from(members.len()).unwrap();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}
