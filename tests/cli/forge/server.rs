//! A forge on a loopback port: the few calls of GitHub's and GitLab's APIs that a comment needs, with the
//! comments of others, and whatever goes wrong between.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Barrier, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::common::{CANARY, World};

/// Who posts with the token.
pub const US: &str = "github-actions[bot]";

/// What the server does in the place of the right thing.
#[derive(Clone)]
pub enum Act {
    /// It answers so.
    Answer(u16, &'static str),
    /// It does the right thing, and answers so.
    DoAnd(u16),
    /// Every comment of ours is gone before it comes to it.
    Vanish,
    /// It closes the connection.
    Close,
    /// It never answers.
    Hang,
    /// It waits for another request that waits too, and does the right thing.
    Meet(Arc<Barrier>),
}

/// A comment.
#[derive(Clone, Debug)]
pub struct Comment {
    pub id: u64,
    pub author: String,
    pub body: String,
}

/// One request, as it came: `POST /api/…`, and what it said.
#[derive(Clone, Debug)]
pub struct Asked {
    pub line: String,
    pub head: String,
}

#[derive(Default)]
struct State {
    comments: Vec<Comment>,
    last: u64,
    acts: Vec<(&'static str, Act)>,
    asked: Vec<Asked>,
    hanging: Vec<TcpStream>,
}

/// A forge on a loopback port.
#[derive(Clone)]
pub struct ForgeServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl ForgeServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = Self { address, state: Arc::default() };
        let serving = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                std::thread::spawn(move || serving.serve(stream));
            }
        });
        server
    }

    /// Lets a world's runs be jobs of GitHub Actions, about pull request 7.
    pub fn github(&self, world: &mut World) {
        let event = json!({ "number": 7, "pull_request": { "number": 7, "head": { "sha": "4f2c1aa90b7d4c6e8f00112233445566778899aa" } } });
        world.write("../event.json", event.to_string());
        let path = world.path().join("event.json").to_string_lossy().into_owned();
        world
            .set("GITHUB_ACTIONS", "true")
            .set("GITHUB_API_URL", format!("http://{}/api", self.address))
            .set("GITHUB_REPOSITORY", "acme/infra")
            .set("GITHUB_EVENT_PATH", path)
            .set("GITHUB_TOKEN", format!("ghs_{CANARY}"));
    }

    /// Lets a world's runs be jobs of GitLab CI, about merge request 7.
    pub fn gitlab(&self, world: &mut World) {
        world
            .set("GITLAB_CI", "true")
            .set("CI_API_V4_URL", format!("http://{}/api/v4", self.address))
            .set("CI_PROJECT_ID", "42")
            .set("CI_MERGE_REQUEST_IID", "7")
            .set("GITLAB_TOKEN", format!("glpat-{CANARY}"));
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Somebody comments.
    pub fn comment(&self, author: &str, body: &str) -> u64 {
        let mut state = self.state();
        state.last += 1;
        let id = state.last;
        state.comments.push(Comment { id, author: author.into(), body: body.into() });
        id
    }

    /// Does something else the next time that a request's line begins so.
    pub fn once(&self, line: &'static str, act: Act) {
        self.state().acts.push((line, act));
    }

    /// Every comment.
    pub fn comments(&self) -> Vec<Comment> {
        self.state().comments.clone()
    }

    /// Our comments, as text.
    pub fn ours(&self) -> Vec<String> {
        self.comments().into_iter().filter(|one| one.author == US).map(|one| one.body).collect()
    }

    /// Every request.
    pub fn asked(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// How many requests began so.
    pub fn count(&self, line: &str) -> usize {
        self.asked().iter().filter(|asked| asked.line.starts_with(line)).count()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the lock panics")
    }

    fn serve(&self, stream: TcpStream) {
        let Some((asked, body)) = read(&stream) else { return };
        let act = {
            let mut state = self.state();
            state.asked.push(asked.clone());
            let at = state.acts.iter().position(|(line, _)| asked.line.starts_with(line));
            at.map(|at| state.acts.remove(at).1)
        };
        match act {
            None => answer(stream, self.right(&asked, &body)),
            Some(Act::Answer(status, said)) => answer(stream, (status, said.to_owned(), String::new())),
            Some(Act::DoAnd(status)) => {
                self.right(&asked, &body);
                answer(stream, (status, String::new(), String::new()));
            }
            Some(Act::Vanish) => {
                self.state().comments.retain(|comment| comment.author != US);
                answer(stream, self.right(&asked, &body));
            }
            Some(Act::Close) => drop(stream),
            Some(Act::Hang) => self.state().hanging.push(stream),
            Some(Act::Meet(barrier)) => {
                barrier.wait();
                answer(stream, self.right(&asked, &body));
            }
        }
    }

    /// What the forge does, and answers: status, body, and a header.
    fn right(&self, asked: &Asked, body: &str) -> (u16, String, String) {
        let none = String::new();
        let head = asked.head.to_lowercase();
        let known = head.contains(&format!("authorization: bearer ghs_{CANARY}"))
            || head.contains(&format!("private-token: glpat-{CANARY}"));
        if !known {
            return (401, json!({ "message": "Bad credentials" }).to_string(), none);
        }
        let (method, path) = asked.line.split_once(' ').expect("a method");
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let gitlab = path.starts_with("/api/v4/");
        let text = || -> String {
            let said: Value = serde_json::from_str(body).expect("JSON");
            said["body"].as_str().expect("a body").to_owned()
        };
        let list = ["/api/repos/acme/infra/issues/7/comments", "/api/v4/projects/42/merge_requests/7/notes"];
        let one = ["/api/repos/acme/infra/issues/comments/", "/api/v4/projects/42/merge_requests/7/notes/"];
        let id = one.iter().find_map(|one| path.strip_prefix(one)).and_then(|id| id.parse::<u64>().ok());
        let mut state = self.state();
        match (method, id) {
            ("GET", None) if path == "/api/v4/user" => (200, json!({ "username": US }).to_string(), none),
            // What GitHub answers to the token of a job.
            ("GET", None) if path == "/api/user" => {
                (403, json!({ "message": "Resource not accessible by integration" }).to_string(), none)
            }
            ("GET", None) if list.contains(&path) => {
                let number = |name: &str| -> usize {
                    let pair = query.split('&').find_map(|pair| pair.strip_prefix(name));
                    pair.expect("given").parse().expect("a number")
                };
                let (size, page) = (number("per_page="), number("page="));
                let all = state.comments.iter().skip((page - 1) * size).take(size);
                let shown: Vec<Value> = all.map(|comment| shown(comment, gitlab)).collect();
                let more = state.comments.len() > page * size;
                let link =
                    if more { "link: <http://elsewhere.invalid/?page=2>; rel=\"next\"\r\n" } else { "" };
                (200, json!(shown).to_string(), link.to_owned())
            }
            ("POST", None) if list.contains(&path) => {
                state.last += 1;
                let comment = Comment { id: state.last, author: US.into(), body: text() };
                state.comments.push(comment.clone());
                (201, shown(&comment, gitlab).to_string(), none)
            }
            ("PATCH" | "PUT", Some(id)) if (method == "PUT") == gitlab => {
                match state.comments.iter_mut().find(|comment| comment.id == id) {
                    Some(comment) => {
                        comment.body = text();
                        (200, shown(comment, gitlab).to_string(), none)
                    }
                    None => (404, json!({ "message": "Not Found" }).to_string(), none),
                }
            }
            ("DELETE", Some(id)) => {
                state.comments.retain(|comment| comment.id != id);
                (204, none.clone(), none)
            }
            _ => (404, json!({ "message": "Not Found" }).to_string(), none),
        }
    }
}

fn shown(comment: &Comment, gitlab: bool) -> Value {
    let Comment { id, author, body } = comment;
    if gitlab {
        return json!({ "id": id, "type": null, "body": body, "author": { "id": 1, "username": author, "name": "x" }, "system": false });
    }
    let sort = if author.ends_with("[bot]") { "Bot" } else { "User" };
    let address = format!("https://forge.example/acme/infra/pull/7#issuecomment-{id}");
    json!({ "id": id, "body": body, "user": { "login": author, "type": sort }, "html_url": address })
}

fn read(stream: &TcpStream) -> Option<(Asked, String)> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (line, _) = line.trim_end().rsplit_once(' ')?;
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut next = String::new();
        reader.read_line(&mut next).ok()?;
        if next.trim_end().is_empty() {
            break;
        }
        if let Some(said) = next.to_lowercase().strip_prefix("content-length:") {
            length = said.trim().parse().ok()?;
        }
        head.push_str(&next);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((Asked { line: line.to_owned(), head }, String::from_utf8(body).ok()?))
}

fn answer(mut stream: TcpStream, (status, body, header): (u16, String, String)) {
    // Nothing is worth a wait here, so every answer says to come back at once.
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\nconnection: close\r\n{}{header}content-length: {}\r\n\r\n{body}",
        match status {
            429 | 500..=599 => "retry-after: 0\r\n",
            302 => "location: http://127.0.0.1:1/elsewhere\r\n",
            _ => "",
        },
        body.len()
    );
}
