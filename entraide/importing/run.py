"""Imports articles: decides for each whether it becomes a fiche, a draft, or nothing, and writes what changed.

In: a KnowledgeBase, the FAQ and its folder. Out: an Outcome for each article, files of fiches and images. Nothing that a
person changed is written over. Knows no HTTP and no command line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from os.path import relpath
from pathlib import Path

from entraide.atomic import replace_file
from entraide.drafting import make_draft, slug_of
from entraide.errors import GlpiAwayError, GlpiError, StorageError
from entraide.faq import Category, Faq
from entraide.glpi import Article, KnowledgeBase
from entraide.importing.known import Known, digest_of, read_known, signed
from entraide.importing.outcome import Outcome, What
from entraide.importing.placing import Places
from entraide.importing.rendering import LARGEST_IMAGE, Rendered, articles_linked, images_in, render, with_links
from entraide.lint import MARK
from entraide.lint.duplicates import plain_title


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """An article that is or becomes a fiche."""

    article: Article
    known: Known | None
    file: Path
    lasting_id: str
    category: Category
    source: str
    rendered: Rendered | None
    """None for one that is not to be written, unless its links lead elsewhere now."""
    is_draft: bool


def import_articles(  # noqa: PLR0913 - what it is made of
    base: KnowledgeBase, faq: Faq, folder: Path, *, today: date, fallback: Category | None, public: frozenset[str]
) -> Iterator[Outcome]:
    """Bring the fiches up to date with the articles; `fallback` takes those of no known category.

    Raises GlpiError before any fiche is written when the articles or their images cannot be had, StorageError when a file
    cannot be written.
    """
    articles = base.articles()
    work = _Import(base, faq, folder, today=today, fallback=fallback, public=public)
    plans: dict[int, _Plan] = {}
    for article in articles:
        made = work.plan(article)
        if isinstance(made, Outcome):
            yield made
        else:
            plans[article.id] = made
    for plan in plans.values():
        yield work.finish(plan, plans)
    here = {article.id for article in articles if article.is_faq}
    for number, known in work.known.items():
        if number not in here:
            reason = "l’article n’est plus dans la FAQ de GLPI : gardez la fiche ou supprimez-la"
            yield Outcome(
                article=number, title=known.lasting_id, what="disparue", file=work.label(known.file), remarks=(reason,)
            )


class _Import:
    """What one run knows."""

    def __init__(  # noqa: PLR0913 - as above
        self, base: KnowledgeBase, faq: Faq, folder: Path, *, today: date, fallback: Category | None, public: frozenset[str]
    ) -> None:
        self.known = read_known(folder)
        self._base, self._faq, self._folder = base, faq, folder
        self._today, self._fallback, self._public = today, fallback, public
        self._places = Places(faq)
        imported = {known.file for known in self.known.values()}
        others = [fiche for fiche in (*faq.fiches, *faq.drafts) if fiche.file not in imported]
        self._titles = {plain_title(fiche.title): self.label(fiche.file) for fiche in others}
        self._ids = {fiche.lasting_id for fiche in others} | {known.lasting_id for known in self.known.values()}
        self._files = {fiche.file for fiche in others} | imported

    def label(self, file: Path) -> str:
        """A file as problems name it."""
        return f"{self._folder.name}/{file.relative_to(self._folder).as_posix()}"

    def plan(self, article: Article) -> _Plan | Outcome:
        """What is to be done with an article, its images written; or why nothing is."""
        known = self.known.get(article.id)
        category = self._category(article, known)
        reason = self._refusal(article, category)
        if reason or category is None:
            return self._refuse(article, reason)
        shown = article.is_shown(self._today)
        source = digest_of(article.title, article.html, category.path, shown, article.created, article.modified)
        file, lasting_id = (known.file, known.lasting_id) if known else self._place(article, category)
        plan = _Plan(
            article=article,
            known=known,
            file=file,
            lasting_id=lasting_id,
            category=category,
            source=source,
            rendered=None,
            is_draft=bool(known and known.is_draft),
        )
        if known and (known.is_edited or known.source == source):
            return plan
        try:
            rendered = self._render(plan)
        except (RecursionError, ValueError):
            return self._refuse(article, "texte trop long, ou trop d’éléments l’un dans l’autre")
        if not any(rendered.sections.values()):
            return self._refuse(article, "pas de texte")
        return replace(plan, rendered=rendered, is_draft=not (shown and rendered.is_complete))

    def finish(self, plan: _Plan, plans: dict[int, _Plan]) -> Outcome:
        """Write the fiche if it, or where its links lead, changed."""
        known, article = plan.known, plan.article

        def place(number: int) -> str:
            there = plans.get(number)
            if there is None or (there.is_draft and not plan.is_draft):
                return ""
            return relpath(there.file, plan.file.parent).replace("\\", "/")

        linked = articles_linked(article.html)
        links = digest_of({number: place(number) for number in linked})
        if known and known.is_edited:
            changed = ("modifiée à la main depuis l’import",) + ("l’article a changé aussi",) * (known.source != plan.source)
            return self._outcome(plan, "gardée", *changed)
        if known and (known.source, known.links) == (plan.source, links):
            return self._outcome(plan, "inchangée")
        rendered = plan.rendered or self._render(plan)
        lost = [str(number) for number in linked if not place(number)]
        remarks = [*rendered.remarks, *([f"liens retirés vers les articles {', '.join(lost)}"] if lost else [])]
        sections = {heading: with_links(text, place) for heading, text in rendered.sections.items()}
        text = self._text(plan, rendered, sections)
        before = plan.file.read_text(encoding="utf-8") if known else ""
        self._write(plan.file, signed(text, plan.source, links).encode())
        for name in images_in(before, plan.file.stem) - images_in(text, plan.file.stem):
            plan.file.with_name(name).unlink(missing_ok=True)
        state = ("brouillon",) if plan.is_draft else ()
        return self._outcome(plan, "mise à jour" if known else "créée", *state, *remarks)

    def _refusal(self, article: Article, category: Category | None) -> str:
        """Why an article is not taken, '' when it is."""
        if not article.is_faq:
            return "hors de la FAQ dans GLPI"
        if category is None:
            said = ", ".join(f"« {path} »" for path in article.categories) or "aucune"
            return f"rubrique inconnue ici ({said}) : ajoutez-la à categories.yml, ou donnez --category"
        if not slug_of(article.title):
            return "pas de titre"
        own = f"l’article {article.id}"
        other = self._titles.setdefault(plain_title(article.title), own)
        return f"le titre est déjà celui de {other}" if other != own else ""

    def _category(self, article: Article, known: Known | None) -> Category | None:
        """Where it stands already, or its place in the FAQ: a fiche that was moved stays where it is."""
        if known:
            path = known.file.parent.relative_to(self._folder).as_posix()
            return next((one for one in self._faq.walk() if one.path == path), None)
        return self._places.find(article.categories) or self._fallback

    def _place(self, article: Article, category: Category) -> tuple[Path, str]:
        """A file and an id that nothing else has."""
        slug = slug_of(article.title)
        folders = {child.path.rpartition("/")[2] for child in category.children}
        file = self._folder / category.path / f"{slug}.md"
        if slug == "index" or slug in folders or file in self._files or file.exists():
            file = file.with_name(f"{slug}-{article.id}.md")
        lasting_id = slug if slug not in self._ids else f"{slug}-{article.id}"
        self._files.add(file)
        self._ids.add(lasting_id)
        return file, lasting_id

    def _render(self, plan: _Plan) -> Rendered:
        rendered = render(plan.article, plan.file.stem, self._file, public=self._public)
        for name, data in rendered.images.items():
            self._write(plan.file.with_name(name), data)
        return rendered

    def _file(self, document: int) -> bytes:
        try:
            return self._base.file(document, limit=LARGEST_IMAGE)
        except GlpiAwayError:
            raise
        except GlpiError as error:
            raise GlpiError(f"document {document} : {error}") from error

    def _text(self, plan: _Plan, rendered: Rendered, sections: dict[str, str]) -> str:
        article = plan.article
        more: dict[str, object] = {
            "statut": "brouillon" if plan.is_draft else "publiee",
            "id": plan.lasting_id,
            "publie_le": article.created or self._today,
            "sources": [f"Base de connaissances GLPI, article {article.id}"],
            "resume": rendered.summary or f"{MARK} : la réponse en une ou deux phrases.",
            "glpi_id": article.id,
        }
        if article.modified and article.modified >= (article.created or self._today):
            more["revu_le"] = article.modified
        return make_draft(
            self._faq,
            self._folder,
            title=rendered.title,
            category=plan.category,
            template="symptome",
            today=self._today,
            sections=sections,
            more=more,
        ).text

    def _write(self, file: Path, data: bytes) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(file, data)
        except OSError as error:
            raise StorageError(f"{file}: cannot be written: {error.strerror}") from error

    def _refuse(self, article: Article, reason: str) -> Outcome:
        return Outcome(article=article.id, title=article.title, what="non reprise", remarks=(reason,))

    def _outcome(self, plan: _Plan, what: What, *remarks: str) -> Outcome:
        return Outcome(
            article=plan.article.id, title=plan.article.title, what=what, file=self.label(plan.file), remarks=remarks
        )
