#include <stdio.h>

#define EACH(i, n) for (int i = 0; i < (n); i++)

struct cup {
	double litres;
	char mark;
};

int fill(struct cup *cups, int n)
{
	int full = 0;

	EACH(i, n) {
		if (cups[i].mark == '(')
			full++;
		else
			cups[i].litres = 1;
	}
	while (full > n)
	{
		full--;
	}
	printf("%d\n", full);
	return full;
}
