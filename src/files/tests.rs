use std::io::Write;

use super::*;

struct Folder(PathBuf);

impl Folder {
    fn fresh() -> Self {
        let name = format!("godwit-files-{}", crate::digest::hex(&crate::digest::random::<8>().unwrap()));
        Self(std::env::temp_dir().join(name))
    }

    fn files(&self) -> Files {
        Files::inside(self.0.join("files"))
    }

    fn count(&self, folder: &str) -> usize {
        names_in(&self.0.join("files").join(folder)).unwrap().len()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn received(files: &Files, bytes: &[u8]) -> Received {
    let mut incoming = files.take(100).unwrap();
    bytes.chunks(2).for_each(|piece| incoming.write(piece).unwrap().unwrap());
    incoming.finish().unwrap()
}

#[test]
fn the_same_bytes_lie_there_once_for_each_owner() {
    let folder = Folder::fresh();
    let files = folder.files();
    for owner in ["one", "one", "two"] {
        let mut file = received(&files, b"some words");
        assert_eq!(file.sha256, crate::digest::sha256(b"some words"));
        assert_eq!((file.bytes, file.media.unwrap().word), (10, "text/plain"));
        files.keep(owner, &mut file).unwrap();
    }
    assert_eq!((folder.count("one"), folder.count("two"), folder.count(INCOMING)), (1, 1, 0));
    let mut read = String::new();
    let hash = crate::digest::sha256(b"some words");
    files.open("one", &hash).unwrap().unwrap().read_to_string(&mut read).unwrap();
    assert_eq!(read, "some words");
    assert!(files.has("two", &hash) && !files.has("three", &hash));
    assert!(files.open("three", &hash).unwrap().is_none());
    for path in ["..", "../one", "", "a/b", INCOMING] {
        assert!(files.open(path, &hash).is_err() && files.open("one", path).is_err(), "{path:?}");
    }
}

#[test]
fn what_is_not_kept_leaves_nothing() {
    let folder = Folder::fresh();
    let files = folder.files();
    drop(received(&files, b"whole, but refused"));
    let mut half = files.take(100).unwrap();
    half.write(b"half").unwrap().unwrap();
    assert_eq!(folder.count(INCOMING), 1);
    drop(half);
    let mut long = files.take(5).unwrap();
    long.write(b"12345").unwrap().unwrap();
    assert!(long.write(b"6").unwrap().is_err());
    drop(long);
    assert_eq!(folder.count(INCOMING), 0);
}

#[test]
fn only_what_is_old_and_unknown_is_forgotten() {
    let folder = Folder::fresh();
    let files = folder.files();
    for bytes in [b"first", b"other"] {
        files.keep("one", &mut received(&files, bytes)).unwrap();
    }
    let now = crate::clock::Clock::system().now();
    let known = crate::digest::sha256(b"first");
    assert_eq!(files.forget("one", now, |hash| hash == known).unwrap(), 0, "it may be on its way still");
    let long_ago = SystemTime::from(now.and_utc()) - LEFT_BEHIND * 2;
    for name in names_in(&folder.0.join("files/one")).unwrap() {
        File::options()
            .write(true)
            .open(folder.0.join("files/one").join(name))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    assert_eq!(files.forget("one", now, |hash| hash == known).unwrap(), 1);
    assert!(files.has("one", &known) && !files.has("one", &crate::digest::sha256(b"other")));
    let left = folder.0.join("files").join(INCOMING).join("left");
    File::create(&left).unwrap().write_all(b"x").unwrap();
    assert_eq!(files.tidy(now).unwrap(), 0);
    File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
    assert_eq!((files.tidy(now).unwrap(), files.owners().unwrap()), (1, vec!["one".to_owned()]));
}

fn packed(entries: &[(&str, &str)]) -> Option<&'static str> {
    let folder = Folder::fresh();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let mut incoming = folder.files().take(1 << 20).unwrap();
    incoming.write(&bytes).unwrap().unwrap();
    incoming.finish().unwrap().media.map(|media| media.endings[0])
}

#[test]
fn office_documents_are_told_by_what_is_in_them() {
    let types = ("[Content_Types].xml", "<Types/>");
    assert_eq!(packed(&[types, ("word/document.xml", "")]), Some("docx"));
    assert_eq!(packed(&[("docProps/app.xml", ""), ("xl/workbook.xml", ""), types]), Some("xlsx"));
    assert_eq!(packed(&[types, ("ppt/presentation.xml", "")]), Some("pptx"));
    assert_eq!(packed(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "")]), Some("odt"));
    assert_eq!(packed(&[types, ("word/document.xml", ""), ("word/vbaProject.bin", "")]), None, "macros");
    assert_eq!(packed(&[types, ("xl/workbook.xml", ""), ("xl/macrosheets/sheet1.xml", "")]), None, "old macros");
    assert_eq!(packed(&[types, ("word/document.xml", ""), ("word/activeX/activeX1.bin", "")]), None, "a control");
    let text = ("mimetype", "application/vnd.oasis.opendocument.text");
    assert_eq!(packed(&[text, ("Basic/Standard/Module1.xml", "")]), None, "Basic");
    assert_eq!(packed(&[types, ("word/document.xml", ""), ("xl/workbook.xml", "")]), None, "two at once");
    assert_eq!(packed(&[("mimetype", "text/html"), ("a.html", "")]), None);
    assert_eq!(packed(&[("setup.exe", "MZ")]), None, "any other archive");
}
